/**
 * A worker that is killed again and again and goes on where its cursor stands: each frame is handed over at least
 * once, and has its result exactly once.
 *
 * <p>Reading order: {@code Worker}, a named consumer that acknowledges what it has done, and {@code Ledger}, where a
 * result that comes again changes nothing; {@code Supervisor}, which starts it and kills it; {@code Account}, what came
 * of it; {@link io.tailrace.samples.worker.Main} with its two commands.
 */
@NullMarked
package io.tailrace.samples.worker;

import org.jspecify.annotations.NullMarked;
