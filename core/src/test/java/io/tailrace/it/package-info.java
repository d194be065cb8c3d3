/**
 * Tests of what holds between processes: real child processes, which are killed, stopped and raced. {@link
 * io.tailrace.check.ChildProcess} starts them, a {@link io.tailrace.check.Board} is what they leave behind, and the classes named
 * {@code …Main} are what runs in them.
 */
@NullMarked
package io.tailrace.it;

import org.jspecify.annotations.NullMarked;
