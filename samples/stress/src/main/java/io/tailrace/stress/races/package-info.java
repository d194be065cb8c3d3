/**
 * Random races of who goes to sleep and who wakes: whether any wake-up is lost beyond the bound of a sleep.
 *
 * <p>{@link io.tailrace.stress.races.Races} is the program. For each {@code RaceKind} a process of {@link io.tailrace.stress.races.SleeperMain} goes
 * to sleep as often as asked for, and one of {@link io.tailrace.stress.races.RingerMain} does what it waits for at a random moment around that. They
 * meet on a {@code Meeting}, a mapped board. {@code ThreadAccount} tells what the scheduler added from what a lost wake-up did, and
 * {@code RaceTally} counts.
 */
@NullMarked
package io.tailrace.stress.races;

import org.jspecify.annotations.NullMarked;
