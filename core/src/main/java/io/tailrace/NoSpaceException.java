package io.tailrace;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * There is no room for another page. Nothing became visible; the journal stays readable, and appending goes on as soon as there is
 * space: the same call may be tried again.
 */
public final class NoSpaceException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final long needed;
    private final long available;

    /**
     * With both figures.
     *
     * @param path the file that could not be made
     * @param needed bytes
     * @param available bytes that the file system says it has
     * @param cause what the operating system said, or null
     */
    public NoSpaceException(Path path, long needed, long available, @Nullable Throwable cause) {
        super(
                path,
                NO_POSITION,
                "no space: " + needed + " bytes needed, " + available + advice(needed, available),
                cause);
        this.needed = needed;
        this.available = available;
    }

    /** Bytes are not all that a file system has a limited number of. */
    private static String advice(long needed, long available) {
        return needed <= available
                ? " available, but no room for another file (df -i), or not for this user (quota); free some, then try again"
                : " available; free some, or use smaller pages (pageSize), then try again";
    }

    /**
     * What the page needs.
     *
     * @return bytes
     */
    public long needed() {
        return needed;
    }

    /**
     * What the file system said it has.
     *
     * @return bytes
     */
    public long available() {
        return available;
    }

    @Override
    public boolean isRetryable() {
        return true;
    }
}
