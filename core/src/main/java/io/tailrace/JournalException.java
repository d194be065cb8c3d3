package io.tailrace;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The root of all that can go wrong with a journal. Unchecked and typed: each child says one thing, its message says where, what was
 * expected, what was found and what to do, and {@link #isRetryable()} says whether doing the same again can succeed.
 */
public abstract class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What {@link #position()} answers when no position is concerned. */
    public static final long NO_POSITION = -1;

    private final transient @Nullable Path path;
    private final long position;

    /**
     * For the children.
     *
     * @param path the journal, or the file of it that is concerned
     * @param position the position concerned, or {@link #NO_POSITION}
     * @param message what was expected, what was found, what to do
     * @param cause what led to it, or null
     */
    protected JournalException(Path path, long position, String message, @Nullable Throwable cause) {
        super(path + (position < 0 ? ": " : ": position " + position + ": ") + message, cause);
        this.path = path;
        this.position = position;
    }

    /**
     * The journal, or the file of it, that is concerned.
     *
     * @return the path; null only after serialization
     */
    public @Nullable Path path() {
        return path;
    }

    /**
     * The position that is concerned.
     *
     * @return the position, or {@link #NO_POSITION}
     */
    public long position() {
        return position;
    }

    /**
     * Whether the same call can succeed later without anybody changing the program or mending the journal: because somebody leaves,
     * space is freed, or the journal is made. For {@code retryWhen(Retry.backoff(10, delay).filter(JournalException::isRetryable))}.
     *
     * @return true if a retry makes sense
     */
    public abstract boolean isRetryable();

    /**
     * {@link #isRetryable()} as a predicate on any error, for {@code reactor.util.retry.Retry#filter}.
     *
     * @param error any error
     * @return true if it is a {@code JournalException} that can be retried
     */
    public static boolean isRetryable(Throwable error) {
        return error instanceof JournalException e && e.isRetryable();
    }
}
