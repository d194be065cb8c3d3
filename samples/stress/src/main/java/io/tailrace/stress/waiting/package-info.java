/**
 * What waiting costs: latency and CPU of each way to wait for frames, in one run, and what an append pays for those who wait.
 *
 * <p>{@link io.tailrace.stress.waiting.Waiting} is the program. One process of {@link io.tailrace.stress.waiting.WaitingWriterMain} appends at
 * random gaps; a process of {@link io.tailrace.stress.waiting.WaitingReaderMain} for each {@code Strategy} waits for it, one after the other, in slices.
 * What was tried and not taken is here, as idle strategies of this program alone: {@code UnixSocketIdle}, {@code WatchedFileIdle}, {@code FullBoundIdle}.
 * {@link io.tailrace.stress.waiting.AppendCost} compares appends of two builds that nobody waits for.
 */
@NullMarked
package io.tailrace.stress.waiting;

import org.jspecify.annotations.NullMarked;
