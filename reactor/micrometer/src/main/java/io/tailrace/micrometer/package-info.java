/**
 * What a journal measures, as Micrometer meters: {@link io.tailrace.micrometer.JournalMetrics} binds them,
 * {@link io.tailrace.micrometer.JournalMeters} says what there is.
 *
 * <p>To read on: a {@code Lookout} looks at the journal from outside, as any process can, and answers a {@code Look}; a
 * {@code SharedLook} does that at most twice a second however many meters are read, and keeps {@code Totals} that never go back; a
 * {@code Binding} registers in one registry what is there, a {@code MeterGroup} at a time. {@code ListenerMeters} are what only the process
 * itself knows.
 */
@NullMarked
package io.tailrace.micrometer;

import org.jspecify.annotations.NullMarked;
