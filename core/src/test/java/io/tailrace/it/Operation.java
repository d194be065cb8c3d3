package io.tailrace.it;

/** What a writer was at when it was killed. */
enum Operation {
    /** An append of a short payload. */
    APPEND,
    /** An append of a payload so long that most of its time is the copy. */
    COPY,
    /** A claim: room taken, filled bit by bit, committed or aborted. */
    CLAIM,
    /** A batch: frames added, published together. */
    BATCH,
    /** Any of these where the frame does not fit: END, and on in the next page. */
    SWITCH;

    static final int LONG = 1 << 18;
}
