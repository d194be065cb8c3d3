package io.tailrace.reactor;

import io.tailrace.Appender;
import io.tailrace.Claim;
import io.tailrace.Journal;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.agrona.concurrent.EpochNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * One subscription's hold on the writer's role, and on its journal if that was opened for it.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class AppenderLease {
    private final AppenderSource source;
    private final @Nullable EpochNanoClock clock;

    private @Nullable Journal ownJournal;
    private @Nullable Appender appender;
    private int maxPayloadLength;

    AppenderLease(AppenderSource source) {
        this.source = source;
        this.clock = source.appenderOptions().clock();
    }

    /** Opens or makes the journal and takes the writer's role. May wait for its previous owner to leave. */
    void open() {
        Journal journal = source.journal();
        if (journal == null) {
            journal = Journal.openOrCreate(Objects.requireNonNull(source.path()), source.options());
            ownJournal = journal;
        }
        appender = journal.appender(source.appenderOptions());
        maxPayloadLength = journal.maxPayloadLength();
    }

    boolean isOpen() {
        return appender != null;
    }

    /** Whether appending would wait for a page. One that is too large does not wait: it fails. */
    boolean wouldWait(int maxLength) {
        return maxLength <= maxPayloadLength && !appender().isReady(maxLength);
    }

    CompletionStage<Void> whenReady(int maxLength) {
        return appender().whenReady(maxLength);
    }

    /**
     * Appends one value; if that throws, nothing was appended.
     *
     * @return position of the frame
     */
    <T> long append(T value, int maxLength, FrameEncoder<? super T> encoder) {
        try (Claim claim = appender().claim(maxLength)) {
            int length = encoder.encode(value, claim.buffer(), 0);
            return claim.commit(length, encoder.type(value), timestamp(encoder.timestamp(value)));
        }
    }

    /** Leaves the role, frees locks and mappings. Again it does nothing. */
    void close() {
        Appender open = appender;
        Journal own = ownJournal;
        appender = null;
        ownJournal = null;
        try {
            if (open != null) {
                open.close();
            }
        } finally {
            if (own != null) {
                own.close();
            }
        }
    }

    private long timestamp(long given) {
        if (given != FrameEncoder.USE_CLOCK) {
            return given;
        }
        return clock == null ? 0 : clock.nanoTime();
    }

    private Appender appender() {
        return Objects.requireNonNull(appender);
    }
}
