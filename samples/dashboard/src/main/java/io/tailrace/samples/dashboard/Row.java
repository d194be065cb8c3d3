package io.tailrace.samples.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A journal in the overview. Numbers that are {@code long} reach the page as strings; what is not known while the journal is not live is
 * null.
 *
 * @param problem why it cannot be looked at
 * @param since when {@code state} became what it is, ns since the epoch
 * @param pages page files that are kept, by what the control file says
 * @param lastSwitchAt when the last page switch was seen, ns since the epoch
 * @param spaceLeft usable bytes of its file system
 * @param capacity 0 = unbounded
 * @param livingWriters how many: of a shared journal any number
 * @param deadWriters processes that left a writer's role, or a slot, without closing
 * @param sealed claims that were sealed because their writers died or did not go on
 * @param standing consumers that stand at a page's end although frames lie behind it
 */
record Row(
        String id,
        String path,
        String name,
        String directory,
        Access.State state,
        @Nullable String problem,
        @Nullable Long since,
        @Nullable String uuid,
        @Nullable Integer pageSize,
        @Nullable Long tail,
        @Nullable Long floor,
        @Nullable Long frames,
        @Nullable Double framesPerSecond,
        @Nullable Double bytesPerSecond,
        @Nullable Long page,
        @Nullable Integer pages,
        @Nullable Long switches,
        @Nullable Long lastSwitchAt,
        @Nullable Long spaceUsed,
        @Nullable Long spaceLeft,
        @Nullable Long capacity,
        @Nullable String retention,
        @Nullable String mode,
        @Nullable Writer writer,
        @Nullable Integer livingWriters,
        List<Long> deadWriters,
        @Nullable Long sealed,
        List<String> waitingFor,
        @Nullable Integer consumers,
        List<String> standing,
        @Nullable Long worstLagBytes,
        @Nullable Double worstLagMillis) {

    /**
     * Who writes, or left without closing; of several one that lives.
     *
     * @param pid process id as its own PID namespace knows it
     * @param alive null if the kernel hides that from this process
     * @param idleSince since when nothing was appended, ns since the epoch; null while it appends
     */
    record Writer(
            long pid, @Nullable Boolean alive, @Nullable Long idleSince) {}

    /** A journal that cannot be looked at. */
    static Row absent(Source source, Access.State state, @Nullable String problem, @Nullable Long since) {
        return new Row(
                source.id(),
                source.path().toString(),
                source.name(),
                source.directory(),
                state,
                problem,
                since,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                List.of(),
                null,
                List.of(),
                null,
                null);
    }
}
