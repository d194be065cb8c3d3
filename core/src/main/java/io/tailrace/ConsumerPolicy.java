package io.tailrace;

/** What a named consumer may hold up. It stays with the consumer's name, whether its process lives or not. */
public enum ConsumerPolicy {
    /** Holds pages, and holds writers: none ever runs more than the capacity ahead, until the consumer reads on or is removed. */
    GATE("gate"),
    /**
     * Holds pages as long as it is within the capacity, never a writer. Cut off when it falls further behind and retention needs the
     * pages: then it gets a {@link GapException} that names the positions it lost.
     */
    EVICT("evict"),
    /** Holds nothing. What is not retained for others is a {@link GapException}. */
    FREE("free");

    private final String text;

    ConsumerPolicy(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
