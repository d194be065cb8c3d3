package io.tailrace.samples.cli;

import java.io.IOException;

/** Whoever read our standard output has left, as {@code head} does. No failure: the command ends quietly. */
final class ClosedPipeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClosedPipeException(IOException cause) {
        super("nobody reads the standard output any more", cause);
    }
}
