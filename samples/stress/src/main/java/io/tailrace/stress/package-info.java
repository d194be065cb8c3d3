/**
 * Real processes on one journal, killed, stopped and robbed at any instant, and everything checked.
 *
 * <p>{@link io.tailrace.stress.Chaos} is the program. It runs rounds: a {@code Round} has a journal, a {@code Cast} of {@code Member}s, and
 * a {@code Plan} of faults. {@code Faults} chooses the next one; {@code Kills}, {@code Stops}, {@code Exits}, {@code LostLocks}, {@code
 * DiskFilling}, {@code Snapshots} do it, {@code Aim} so that it hits something in progress, {@code FaultCounts} counts those that did.
 *
 * <p>A member is a process of {@link io.tailrace.stress.ChildMain}, which plays a {@code WriterRole}, {@code ReaderRole} or {@code
 * MeddlerRole}. What it did survives it on mapped boards: {@code WriterBoard} what was attempted and acknowledged, {@code ReaderBoard} what
 * was delivered, {@code Atlas} what stands where. A reader's {@code ReadCheck} looks at each frame while it comes, {@code Progress} that the
 * others go on after a fault, {@code Watch} at cursors and pages meanwhile, {@code CopyCheck} at each copy, {@code Verdict} at the end.
 */
@NullMarked
package io.tailrace.stress;

import org.jspecify.annotations.NullMarked;
