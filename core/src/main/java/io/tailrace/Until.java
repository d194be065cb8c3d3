package io.tailrace;

/**
 * Where a reader ends. The bound is exclusive: the frame that meets it is not delivered.
 *
 * @param kind which of the four
 * @param value position or ns since the epoch, else 0
 */
public record Until(Kind kind, long value) {
    /** The four ways to end. */
    public enum Kind {
        /** Not at all: at the tail it waits for more. */
        NEVER,
        /** At the tail as it was when the reader was opened. */
        TAIL,
        /** Before the first frame at or behind a position. */
        POSITION,
        /** Before the first frame whose timestamp is at or after a time. */
        TIMESTAMP
    }

    private static final Until NEVER = new Until(Kind.NEVER, 0);
    private static final Until TAIL = new Until(Kind.TAIL, 0);

    /**
     * Not at all: replay goes over into live.
     *
     * @return where to end
     */
    public static Until never() {
        return NEVER;
    }

    /**
     * At the tail as it is when the reader is opened.
     *
     * @return where to end
     */
    public static Until tail() {
        return TAIL;
    }

    /**
     * Before the first frame at or behind a position.
     *
     * @param position a position; it may lie behind the tail
     * @return where to end
     */
    public static Until position(long position) {
        return new Until(Kind.POSITION, position);
    }

    /**
     * Before the first frame whose timestamp is at or after a time. Frames without a timestamp do not end it.
     *
     * @param epochNanos ns since the epoch
     * @return where to end
     */
    public static Until timestamp(long epochNanos) {
        return new Until(Kind.TIMESTAMP, epochNanos);
    }
}
