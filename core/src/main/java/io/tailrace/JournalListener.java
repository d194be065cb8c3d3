package io.tailrace;

import java.nio.file.Path;

/**
 * Told what this process does to a journal beside appending and reading. Called on threads of this library, never on one that appends or
 * polls, one call at a time per journal handle; what it throws is ignored.
 */
public interface JournalListener {
    /**
     * A page was made and has its name.
     *
     * @param journal the journal
     * @param pageIndex index of the page
     * @param nanos how long making it took, in ns
     */
    default void onPageMade(Path journal, long pageIndex, long nanos) {}

    /**
     * An appender of this handle left a page, END is visible.
     *
     * @param journal the journal
     * @param pageIndex index of the page that is written from now on
     */
    default void onPageSwitched(Path journal, long pageIndex) {}

    /**
     * A page was removed.
     *
     * @param journal the journal
     * @param pageIndex index of the page
     */
    default void onPageUnlinked(Path journal, long pageIndex) {}

    /**
     * An appender of this handle took the writer's role of an exclusive journal from one that had not closed.
     *
     * @param journal the journal
     * @param previousPid process id of the previous owner, 0 if unknown
     * @param epoch epoch of the new owner
     */
    default void onTakeover(Path journal, long previousPid, long epoch) {}

    /**
     * The next page cannot be made, or will not find room. Appending goes on until the current page is full.
     *
     * @param journal the journal
     * @param needed bytes
     * @param available bytes that the file system says it has
     */
    default void onSpaceShort(Path journal, long needed, long available) {}

    /**
     * An appender of this handle waits for a gating consumer, for more than a moment.
     *
     * @param journal the journal
     * @param consumer name of the consumer that is furthest behind
     * @param cursor first position that it has not done
     */
    default void onGateClosed(Path journal, String consumer, long cursor) {}

    /**
     * That appender goes on, or gave up.
     *
     * @param journal the journal
     * @param nanos how long it waited, in ns
     */
    default void onGateOpened(Path journal, long nanos) {}

    /**
     * A consumer that may be evicted, or holds nothing, lost what it had not read.
     *
     * @param journal the journal
     * @param consumer its name
     * @param from first position that is lost
     * @param to first position that is still there
     */
    default void onEvicted(Path journal, String consumer, long from, long to) {}

    /**
     * A claim of a shared journal was sealed through this handle, because its writer died, or did not go on for longer than {@link
     * JournalOptions#patience}. A writer that lives appends its frame again.
     *
     * @param journal the journal
     * @param position where the claim stood
     * @param pid process id of the slot's owner as its own PID namespace knows it; 0 if it left since
     * @param alive whether it may live
     */
    default void onSealed(Path journal, long position, long pid, boolean alive) {}

    /**
     * A named reader of this handle does not go on although there are frames and demand.
     *
     * @param journal the journal
     * @param consumer its name
     * @param reason why
     * @param position the first position that is not acknowledged
     */
    default void onPaused(Path journal, String consumer, PausedReason reason, long position) {}

    /**
     * That reader goes on, or was closed.
     *
     * @param journal the journal
     * @param consumer its name
     */
    default void onResumed(Path journal, String consumer) {}
}
