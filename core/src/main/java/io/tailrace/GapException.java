package io.tailrace;

import java.nio.file.Path;

/**
 * What the reader stood before is no longer retained. It names the positions that are lost; who can do without them polls the same reader
 * again, which stands at {@link #to()} now, or opens one there.
 *
 * <p>A named reader's cursor is moved over the gap when this was thrown: a reader that is closed before its first poll loses nothing of it. With
 * {@link DeliveryMode#MANUAL} it is moved by the next {@link Reader#commit}. Whoever waits until the consumer has processed a position is
 * told that it is lost, not that it was processed.
 */
public final class GapException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final long from;
    private final long to;

    /**
     * With both ends.
     *
     * @param path the journal
     * @param from first position that is lost
     * @param to first position that is still there
     */
    public GapException(Path path, long from, long to) {
        super(path, from, "gap: positions " + from + " to " + to + " are no longer retained; go on at " + to, null);
        this.from = from;
        this.to = to;
    }

    /**
     * Begin of the gap.
     *
     * @return first position that is lost
     */
    public long from() {
        return from;
    }

    /**
     * End of the gap.
     *
     * @return first position that is still there
     */
    public long to() {
        return to;
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}
