/**
 * The command line of Tailrace: one runnable jar that makes, writes, tails and inspects journals.
 *
 * <p>Reading order: {@link io.tailrace.samples.cli.Main}, then one class per command. {@link
 * io.tailrace.samples.cli.WriteCommand} and {@link io.tailrace.samples.cli.TailCommand} are what a first program with
 * {@code tailrace-core} looks like when it takes signals, closed pipes and at-least-once delivery seriously.
 */
@NullMarked
package io.tailrace.samples.cli;

import org.jspecify.annotations.NullMarked;
