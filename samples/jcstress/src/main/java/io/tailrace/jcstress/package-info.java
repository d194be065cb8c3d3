/**
 * The steps of the protocol, two threads at a time, on the memory of the machine that this runs on: what the models in
 * {@code core/models}, which assume sequential consistency, cannot say.
 *
 * <p>Reading order: {@link io.tailrace.jcstress.Ring}, {@link io.tailrace.jcstress.Steps}, then one class for each pair of steps.
 * {@link io.tailrace.jcstress.broken} has each pair once more, with a mistake. jcstress runs a test's actors at the same time, again and
 * again, each time on a new state, and counts what came of it: an outcome that is not listed as acceptable is a failure.
 *
 * <p>Two actors each, so that two cores are enough. What two processes do to each other is what two threads do to each other: the same
 * memory, the same instructions.
 */
@NullMarked
package io.tailrace.jcstress;

import org.jspecify.annotations.NullMarked;
