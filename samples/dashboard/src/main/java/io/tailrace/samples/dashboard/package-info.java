/**
 * A web page that shows live journals of other processes.
 *
 * <p>Reading order: {@link io.tailrace.samples.dashboard.Main} and {@code Dashboard} (start and end), {@code Catalog} (which journals),
 * {@code Sampler} and {@code JournalWatch} with {@code Access}, {@code Observation}, {@code EventFinder} and {@code History} (what is seen
 * of them twice a second, on one thread), {@code Looker} with {@code Lateness} and {@code FrameTail} (what needs their frames, on another
 * one, while somebody looks), {@code Verifying}, {@code Metrics}, then {@code Api}, {@code Topic} and {@code Sse} (how it reaches clients)
 * and {@code Json}.
 */
@NullMarked
package io.tailrace.samples.dashboard;

import org.jspecify.annotations.NullMarked;
