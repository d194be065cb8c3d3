package io.tailrace.samples.cli;

import org.jspecify.annotations.Nullable;

/** Ends the command with exit code 1. The message is the line that the user sees: what failed, and what to do. */
final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
