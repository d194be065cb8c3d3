/**
 * What holds a journal to its word, for the tests of all modules. A writer stamps its frames with {@link io.tailrace.check.Payloads}; a
 * {@link io.tailrace.check.DeliveryChecker} for each consumer name says what a delivery broke, {@link io.tailrace.check.Positions} for each
 * journal what stands where. In one process the subscriber tells the checker; in another it leaves a {@link io.tailrace.check.Trail}
 * behind, which survives a kill. {@link io.tailrace.check.Tally} counts what happened, {@link io.tailrace.check.ChildProcess} starts JVMs.
 */
@NullMarked
package io.tailrace.check;

import org.jspecify.annotations.NullMarked;
