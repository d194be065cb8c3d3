package io.tailrace;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bytes are not what any writer of this version leaves behind: truncated, replaced, foreign or damaged files, or a word that makes
 * no sense at its place. {@link #position()} says where, {@link #reason()} why. Nothing behind that position can be read.
 */
public final class CorruptJournalException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * With a place and a reason.
     *
     * @param path the file
     * @param position the position of the damage, or {@link #NO_POSITION}
     * @param reason what was expected and what was found
     */
    public CorruptJournalException(Path path, long position, String reason) {
        this(path, position, reason, null);
    }

    /**
     * With a place, a reason and a cause.
     *
     * @param path the file
     * @param position the position of the damage, or {@link #NO_POSITION}
     * @param reason what was expected and what was found
     * @param cause what led to it, or null
     */
    public CorruptJournalException(Path path, long position, String reason, @Nullable Throwable cause) {
        super(path, position, reason + advice(position), cause);
        this.reason = reason;
    }

    private static String advice(long position) {
        return position < 0
                ? "; put the file back from a copy, or delete the journal"
                : "; what lies before it can be read, for example into a new journal";
    }

    /**
     * What is wrong, without path and position.
     *
     * @return what was expected and what was found
     */
    public String reason() {
        return reason;
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}
