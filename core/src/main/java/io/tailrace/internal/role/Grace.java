package io.tailrace.internal.role;

/**
 * How long somebody who may live, and may have lost its lock, is outlasted: longer than any owner stands between its look at an epoch or
 * generation and the store behind it, and long enough for one that is exiting.
 */
final class Grace {
    private static volatile long nanos = 1_000_000_000L;

    private Grace() {}

    static long nanos() {
        return nanos;
    }

    /** For tests alone, where nobody lives who would have to be outlasted. */
    static void set(long nanos) {
        Grace.nanos = nanos;
    }
}
