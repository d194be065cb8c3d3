package io.tailrace.samples.cli;

/** A line that no frame can hold. All lines before it were handed on. */
final class LineTooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LineTooLongException(long line, int maxLength) {
        super("line " + line + " is longer than " + maxLength + " bytes");
    }
}
