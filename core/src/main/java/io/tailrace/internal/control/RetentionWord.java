package io.tailrace.internal.control;

import static io.tailrace.layout.ControlDescriptor.*;

import io.tailrace.Retention;

/** {@link Retention} as the one word that stands in the control file: kind and amount change together. */
public final class RetentionWord {
    private static final int KIND_SHIFT = 60;

    private RetentionWord() {}

    /** 0..15; those above {@code RETENTION_CONSUMERS} are not known. */
    static int kind(long word) {
        return (int) (word >>> KIND_SHIFT);
    }

    public static long of(Retention retention) {
        long kind = switch (retention.kind()) {
            case ALL -> RETENTION_ALL;
            case PAGES -> RETENTION_PAGES;
            case BYTES -> RETENTION_BYTES;
            case AGE -> RETENTION_AGE;
            case CONSUMERS -> RETENTION_CONSUMERS;
        };
        return kind << KIND_SHIFT | retention.amount();
    }

    /** Whatever the word says: one that nobody could have meant keeps everything. */
    public static Retention parse(long word) {
        long amount = word & MAX_RETENTION_AMOUNT;
        boolean counted = amount > 0;
        return switch (kind(word)) {
            case RETENTION_PAGES -> counted ? new Retention(Retention.Kind.PAGES, amount) : Retention.all();
            case RETENTION_BYTES -> counted ? new Retention(Retention.Kind.BYTES, amount) : Retention.all();
            case RETENTION_AGE -> counted ? new Retention(Retention.Kind.AGE, amount) : Retention.all();
            case RETENTION_CONSUMERS -> Retention.consumers();
            default -> Retention.all();
        };
    }
}
