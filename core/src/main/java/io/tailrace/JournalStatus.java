package io.tailrace;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A journal as seen from outside at one moment. Looking disturbs nobody: it takes no lock and writes nothing.
 *
 * @param uuid identity of the journal
 * @param pageSize bytes of a page
 * @param mode {@code exclusive}, or {@code shared}
 * @param currentPageIndex the page the tail is in, found by a walk
 * @param totalPages highest page index made, plus 1, of all that were ever made
 * @param writePos the hint in the control block: at or below the tail
 * @param tail first position that is not written, found by a walk
 * @param floor first retained position
 * @param createdAt ns since the epoch
 * @param capacity how far writers may run ahead of a gating consumer, in bytes; 0 = unbounded
 * @param waitingFor names of the gating consumers that a writer waits for now, an empty one for each reader without a name; none if none
 *     does
 * @param writers those who have, or left uncleanly, a writer's role
 * @param consumers all registered consumers, and the living readers without a name that hold the writer up
 * @param retention which pages are kept beyond those that consumers hold
 * @param frames frames that were ever appended, up to the tail: for people and for rates. In an exclusive journal a look at an unlucky moment finds it ahead by less
 *     than 64 KiB of frames, and a writer that was killed at one leaves it so; in a shared one a writer that is
 *     killed may leave its last frame out; a writer of another make may not count
 * @param epoch how often the writer's role of an exclusive journal was taken
 * @param statistics what happened since the journal was made, in all processes
 * @param sealed claims of a shared journal that others sealed, because their writers died or did not go on
 * @param framesAwaited who sleeps until there are frames
 * @param roomAwaited who sleeps until a consumer goes on: writers at a gate, and those who wait until consumers have passed a position
 */
public record JournalStatus(
        UUID uuid,
        int pageSize,
        String mode,
        long currentPageIndex,
        long totalPages,
        long writePos,
        long tail,
        long floor,
        long createdAt,
        long capacity,
        List<String> waitingFor,
        List<WriterStatus> writers,
        List<ConsumerStatus> consumers,
        Retention retention,
        long frames,
        long epoch,
        Statistics statistics,
        long sealed,
        Waiting framesAwaited,
        Waiting roomAwaited) {

    /**
     * What happened since the journal was made, counted by all processes that have it.
     *
     * @param switches pages that a writer left
     * @param switchNanos how long that took, all together, in ns: from the need for the next page to its first frame's room
     * @param longestSwitchNanos how long the longest one took, in ns
     * @param takeovers how often the writer's role was taken from one that had not closed
     * @param gatesClosed how often a writer waited for a gating consumer for more than a moment, see {@link JournalListener#onGateClosed}
     * @param gateClosedNanos how long those waits took that are over, all together, in ns
     * @param evictions how often a consumer lost what it had not read, see {@link JournalListener#onEvicted}
     * @param spaceShort how often the next page found no room, each attempt counted, see {@link JournalListener#onSpaceShort}
     */
    public record Statistics(
            long switches,
            long switchNanos,
            long longestSwitchNanos,
            long takeovers,
            long gatesClosed,
            long gateClosedNanos,
            long evictions,
            long spaceShort) {}

    /**
     * What those who sleep, and those who wake them, have left in the journal. Who spins or polls leaves nothing there.
     *
     * @param asleep how those are woken who sleep, or slept until their bound since the last ring; of two ways the slower; null if nobody does
     * @param rings how often sleepers were woken, each time all of them; modulo 2^28, so that only the difference between two looks says
     *     something, if they are not too far apart: 7 hours, where 10,000 a second are woken
     * @param withoutFutex whether one of those who ring cannot wake by {@link WakeUp#FUTEX}, or could not a moment ago: who sleeps is woken
     *     by {@link WakeUp#DOORBELL} therefore
     * @param otherNetwork whether one of those who ring lives in another network namespace, from where no {@link WakeUp#DOORBELL} can be
     *     rung, or did a moment ago: who has no futex polls therefore
     */
    public record Waiting(@Nullable WakeUp asleep, long rings, boolean withoutFutex, boolean otherNetwork) {}

    /**
     * One writer.
     *
     * @param pid process id as the writer's own PID namespace knows it
     * @param alive whether its lock is held
     * @param lastActive when it last said that it is at work, ns since the epoch, 0 = never
     * @param slot number of its slot; 0 in an exclusive journal
     * @param sealed claims of this slot that others sealed, of all its owners together
     * @param hidden whether it may live although it is not seen to: it is of another PID namespace, whose locks the kernel hides from this
     *     one, and the journal is open here for reading only
     */
    public record WriterStatus(long pid, boolean alive, long lastActive, int slot, long sealed, boolean hidden) {}

    /**
     * One consumer.
     *
     * @param name its name; empty for a reader without one that holds the writer up, which is gone when its process is
     * @param cursor first position not done
     * @param lagBytes from the cursor to the tail
     * @param alive whether its lock is held
     * @param state what it is doing
     * @param pid process id of the owner as its own PID namespace knows it, 0 if it left cleanly
     * @param lastActive when it last said that it is at work, or was taken or left, ns since the epoch, 0 = never
     * @param policy what it may hold up
     * @param idleMillis how long ago that was, in ms; -1 = it never was
     * @param paused why its reader does not go on although it could, as a sentence; null if it does, or there is none
     * @param heldBytes from the first frame of the page that its cursor is in to the tail, if its policy keeps those pages now, else 0
     * @param nextTimestamp timestamp of the frame at its cursor, ns since the epoch; 0 = that one has none, or there is none. Its age is
     *     the consumer's lag in time
     */
    public record ConsumerStatus(
            String name,
            long cursor,
            long lagBytes,
            boolean alive,
            ConsumerState state,
            long pid,
            long lastActive,
            ConsumerPolicy policy,
            long idleMillis,
            @Nullable String paused,
            long heldBytes,
            long nextTimestamp) {}

    /** What a consumer is doing. */
    public enum ConsumerState {
        /** Frames lie before it. */
        READING("reading"),
        /** Nothing lies before it. */
        AT_TAIL("at the tail"),
        /** Frames lie before it, and nobody asks for them. */
        WAITING_FOR_DEMAND("waiting for demand"),
        /** It stands before the END of a page, and frames lie in the next. */
        AT_PAGE_END("at a page's end"),
        /** Nobody holds its lock: it left, or was killed. */
        DEAD("dead"),
        /**
         * It may live or not: its owner is of another PID namespace, whose locks the kernel hides from this one, and the journal is open
         * here for reading only.
         */
        UNKNOWN("unknown");

        private final String text;

        ConsumerState(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
