package io.tailrace;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The operating system refused, or the directory is not one that can be trusted; the message says which right is missing. */
public final class JournalAccessException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * With a cause.
     *
     * @param path the file or directory
     * @param message what was tried and what to do
     * @param cause what the operating system said, or null
     */
    public JournalAccessException(Path path, String message, @Nullable Throwable cause) {
        super(path, NO_POSITION, message, cause);
    }

    /**
     * What the operating system said, in words, with what to do.
     *
     * @param path the file or directory
     * @param attempt what was tried, as a verb
     * @param cause what the operating system said
     * @return the exception
     */
    public static JournalAccessException because(Path path, String attempt, IOException cause) {
        String advice = "; see whether it is there, and what the file system says of it";
        String reason = cause.getMessage();
        if (cause instanceof AccessDeniedException) {
            reason = "permission denied";
            advice = attempt.startsWith("open")
                    ? "; ask who owns it for the right, or open it read-only if reading is allowed"
                    : "; ask who owns it for the right";
        } else if (cause instanceof NoSuchFileException) {
            reason = "there is no " + reason;
        } else if (cause instanceof FileSystemException e && e.getReason() != null) {
            reason = e.getReason();
        }
        return new JournalAccessException(path, "cannot " + attempt + ": " + reason + advice, cause);
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}
