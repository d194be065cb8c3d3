package io.tailrace.samples.feeds;

/** Checks that the sequence numbers of made messages come one after the other. For one thread. */
final class Continuity {
    private boolean begun;
    private long run;
    private long expected;
    private long gaps;
    private long duplicates;

    /**
     * Starts.
     *
     * @param wholeRuns whether the first message must be the first of its run; else any may be the first
     */
    Continuity(boolean wholeRuns) {
        begun = wholeRuns;
        run = -1;
    }

    /**
     * Checks one.
     *
     * @param messageRun the run it belongs to; a new run begins at 0
     * @param sequence its number
     */
    void accept(long messageRun, long sequence) {
        if (!begun) {
            begun = true;
            run = messageRun;
            expected = sequence;
        } else if (messageRun != run) {
            run = messageRun;
            expected = 0;
        }
        if (sequence < expected) {
            duplicates++;
        } else {
            gaps += sequence - expected;
            expected = sequence + 1;
        }
    }

    /** How many messages did not come. */
    long gaps() {
        return gaps;
    }

    /** How many came again. */
    long duplicates() {
        return duplicates;
    }
}
