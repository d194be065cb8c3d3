/**
 * What tests of those who build on Tailrace need: journals that are gone behind a test, and everything that can go wrong with one.
 *
 * <p>Begin with {@link io.tailrace.test.TestJournal}, a temporary journal that reports what a test left open, and {@link
 * io.tailrace.test.TestJournalExtension}, which gives one to each test of Jupiter. {@link io.tailrace.test.Expect} has what a {@code
 * StepVerifier} of frames asserts, {@link io.tailrace.test.TestClock} gives frames their time.
 *
 * <p>{@link io.tailrace.test.Faults} does in this process what else takes a crash, a full disk or damaged memory; {@link
 * io.tailrace.test.WriterProcess} and {@link io.tailrace.test.ConsumerProcess} are processes of their own, to be killed or halted.
 *
 * <p>All of it works on shared journals too: a test makes one by its options, and has as many writers as it likes, some of them dead, or
 * stalled in the middle of an append.
 */
@NullMarked
package io.tailrace.test;

import org.jspecify.annotations.NullMarked;
