package io.tailrace.samples.feeds;

import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalNotFoundException;
import io.tailrace.JournalOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A look at a journal from outside, as soon as there is one. Disturbs nobody. */
final class JournalView implements AutoCloseable {
    private final Path path;
    private @Nullable Journal journal;

    JournalView(Path path) {
        this.path = path;
    }

    /** First position that is not written, -1 if that cannot be told. */
    synchronized long tail() {
        try {
            return open().status().tail();
        } catch (JournalException e) {
            // Not made yet, or deleted meanwhile: whoever reads it says so.
            return -1;
        }
    }

    /** Whether there is a journal. */
    synchronized boolean exists() {
        try {
            open();
            return true;
        } catch (JournalNotFoundException e) {
            return false;
        }
    }

    /** Log2 of the page size. */
    synchronized int pageBits() {
        return Integer.numberOfTrailingZeros(open().pageSize());
    }

    /** Where a named consumer goes on, -1 if it is not known. */
    synchronized long cursor(String consumer) {
        return open().status().consumers().stream()
                .filter(status -> status.name().equals(consumer))
                .mapToLong(status -> status.cursor())
                .findFirst()
                .orElse(-1);
    }

    private Journal open() {
        if (journal == null) {
            journal = Journal.open(path, JournalOptions.defaults().readOnly(true));
        }
        return journal;
    }

    @Override
    public synchronized void close() {
        if (journal != null) {
            journal.close();
        }
    }
}
