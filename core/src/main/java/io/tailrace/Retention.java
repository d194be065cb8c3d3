package io.tailrace;

import io.tailrace.layout.ControlDescriptor;
import java.time.Duration;

/**
 * Which pages a journal keeps beyond those that its consumers hold; a page stays while either wants it. The page that is written is
 * always kept.
 *
 * @param kind which of the five
 * @param amount pages, bytes or nanoseconds, else 0
 */
public record Retention(Kind kind, long amount) {
    /** The five ways to keep pages. */
    public enum Kind {
        /** Everything. */
        ALL("all"),
        /** A number of pages, the one that is written included. */
        PAGES("pages"),
        /** A number of bytes behind the tail, rounded up to pages. */
        BYTES("bytes"),
        /** Pages that were written to within a time. */
        AGE("age"),
        /** Only what consumers hold. */
        CONSUMERS("consumers");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final Retention ALL = new Retention(Kind.ALL, 0);
    private static final Retention CONSUMERS = new Retention(Kind.CONSUMERS, 0);

    /**
     * Checks the amount.
     *
     * @param kind which of the five
     * @param amount at least 1 for pages, bytes and an age, else 0
     */
    public Retention {
        boolean counted = kind != Kind.ALL && kind != Kind.CONSUMERS;
        if (counted ? amount < 1 || amount > ControlDescriptor.MAX_RETENTION_AMOUNT : amount != 0) {
            throw new IllegalArgumentException("retention \"" + kind + "\" does not go with the amount " + amount);
        }
    }

    /**
     * Everything is kept.
     *
     * @return the default
     */
    public static Retention all() {
        return ALL;
    }

    /**
     * The newest pages are kept.
     *
     * @param pages how many, at least 1: the one that is written counts
     * @return what to keep
     */
    public static Retention pages(long pages) {
        return new Retention(Kind.PAGES, pages);
    }

    /**
     * At least so much is kept behind the tail.
     *
     * @param bytes at least 1; rounded up to whole pages
     * @return what to keep
     */
    public static Retention bytes(long bytes) {
        return new Retention(Kind.BYTES, bytes);
    }

    /**
     * Pages are kept for a time after the last frame was written to them, by the clock of the file system.
     *
     * @param age more than zero, at most 36 years
     * @return what to keep
     */
    public static Retention age(Duration age) {
        if (age.compareTo(Duration.ofNanos(ControlDescriptor.MAX_RETENTION_AMOUNT)) > 0) {
            throw new IllegalArgumentException("an age of " + age + " is more than a journal can note, 36 years");
        }
        return new Retention(Kind.AGE, age.toNanos());
    }

    /**
     * Nothing is kept but what gating consumers, and evictable ones within the capacity, have not read yet.
     *
     * @return what to keep
     */
    public static Retention consumers() {
        return CONSUMERS;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case ALL, CONSUMERS -> kind.toString();
            case PAGES, BYTES -> kind + ":" + amount;
            case AGE -> kind + ":" + Duration.ofNanos(amount);
        };
    }
}
