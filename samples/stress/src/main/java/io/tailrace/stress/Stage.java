package io.tailrace.stress;

import io.tailrace.Journal;
import io.tailrace.check.SmallDisk;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What every fault needs of a round.
 *
 * @param journal open read-only: for those who only look
 * @param disk what the journal is on, if one could be mounted
 */
record Stage(
        Plan plan,
        Cast cast,
        Signals signals,
        FaultCounts counts,
        Progress progress,
        SplittableRandom random,
        Journal journal,
        @Nullable SmallDisk disk) {
    /** A member at random, null if there is none. */
    @Nullable
    Member pick(java.util.function.Predicate<Member> which) {
        java.util.List<Member> members = cast.running(which.and(cast::isReady));
        return members.isEmpty() ? null : members.get(random.nextInt(members.size()));
    }
}
