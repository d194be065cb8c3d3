package io.tailrace.test;

import io.tailrace.Appender;
import io.tailrace.Claim;
import io.tailrace.Journal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An append that has taken room and does not go on: from {@link Faults#writerStallsAppending(byte[])}.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class StalledAppend implements AutoCloseable {
    private final Journal journal;
    private final Appender appender;
    private final Claim claim;
    private final byte[] payload;

    private StalledAppend(Journal journal, Appender appender, Claim claim, byte[] payload) {
        this.journal = journal;
        this.appender = appender;
        this.claim = claim;
        this.payload = payload;
    }

    static StalledAppend begin(Path path, byte[] payload) {
        Journal journal = Journal.open(path);
        Appender appender = null;
        boolean begun = false;
        try {
            appender = journal.appender();
            Claim claim = appender.claim(payload.length);
            claim.buffer().putBytes(0, payload, 0, (payload.length + 1) / 2);
            begun = true;
            return new StalledAppend(journal, appender, claim, payload.clone());
        } finally {
            if (!begun) {
                close(journal, appender);
            }
        }
    }

    /**
     * Writes the rest and commits, then leaves the writer's role.
     *
     * @return position of the frame; of a claim that was sealed meanwhile, where it was appended again
     */
    public long goOn() {
        try {
            int half = (payload.length + 1) / 2;
            claim.buffer().putBytes(half, payload, half, payload.length - half);
            return claim.commit();
        } finally {
            close();
        }
    }

    /** Gives the append up, and leaves the writer's role. Does nothing after {@link #goOn}. */
    @Override
    public void close() {
        close(journal, appender);
    }

    private static void close(Journal journal, @Nullable Appender appender) {
        try (journal) {
            if (appender != null) {
                appender.close();
            }
        }
    }
}
