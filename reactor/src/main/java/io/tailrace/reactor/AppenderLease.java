package io.tailrace.reactor;

import io.tailrace.AppenderOptions;
import io.tailrace.Claim;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.agrona.concurrent.EpochNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * One sender's share of the writer's role, and its hold on its journal if that was opened for it.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class AppenderLease {
    private final SinkSettings settings;
    private final AppenderOptions options;
    private final @Nullable EpochNanoClock clock;
    private final Baton.Holder member;

    private @Nullable Journal ownJournal;
    private @Nullable SharedAppender shared;
    private int maxPayloadLength;
    private boolean stalled;

    AppenderLease(SinkSettings settings, Baton.Holder member) {
        this.settings = settings;
        this.member = member;
        // A closed gate is waited for without a thread.
        this.options = settings.appenderOptions().gateTimeout(Duration.ZERO);
        this.clock = options.clock();
    }

    /**
     * Opens or makes the journal.
     *
     * @return it, until this is closed
     */
    Journal openJournal() {
        Journal journal = settings.journal();
        if (journal == null) {
            journal = Journal.openOrCreate(Objects.requireNonNull(settings.path()), settings.options());
            ownJournal = journal;
        }
        maxPayloadLength = journal.maxPayloadLength();
        return journal;
    }

    /**
     * Takes the writer's role, or shares it with who has it in this JVM. May wait for its previous owner to leave.
     *
     * @return whose turn it is to append
     */
    Baton openAppender(Journal journal) {
        SharedAppender joined = SharedAppender.join(journal, options, member);
        shared = joined;
        return joined.baton();
    }

    /** What ended the role for all who share it, or null. */
    @Nullable
    JournalException failure() {
        SharedAppender joined = shared;
        return joined == null ? null : joined.failure();
    }

    /** Why nobody's turn ends, or null. */
    @Nullable
    JournalException stall() {
        return shared().stall();
    }

    /** Whether appending would wait for a page or a gate. One that is too large does not wait: it fails. */
    boolean wouldWait(int maxLength) {
        return maxLength <= maxPayloadLength && shared().wouldWait(maxLength);
    }

    CompletionStage<Void> whenReady(int maxLength) {
        return shared().whenReady(maxLength);
    }

    /** Takes room. May wait for a page; if there is none, or the gate is closed, that is an exception. */
    Claim claim(int maxLength) {
        return shared().claim(maxLength);
    }

    /**
     * Appends one value where room was taken; if that throws, nothing was appended.
     *
     * @return position of the frame
     */
    <T> long append(Claim taken, T value, FrameEncoder<? super T> encoder) {
        try (Claim claim = taken) {
            int length = encoder.encode(value, claim.buffer(), 0);
            return shared().commit(claim, length, encoder.type(value), timestamp(encoder.timestamp(value)));
        }
    }

    /** This one has the turn, and cannot append. */
    void stalled(JournalException e) {
        stalled = true;
        shared().stalled(e);
    }

    /** It can, or gives the turn away. */
    void goesOn() {
        if (stalled) {
            stalled = false;
            shared().goesOn();
        }
    }

    /** Leaves the role. May wait. Again it does nothing. */
    void leaveRole() {
        SharedAppender joined = shared;
        if (joined != null) {
            joined.leave(member);
        }
    }

    /** Closes the journal if it was opened here. Again it does nothing. */
    void closeJournal() {
        Journal own = ownJournal;
        ownJournal = null;
        if (own != null) {
            own.close();
        }
    }

    private long timestamp(long given) {
        if (given != FrameEncoder.USE_CLOCK) {
            return given;
        }
        return clock == null ? 0 : clock.nanoTime();
    }

    private SharedAppender shared() {
        return Objects.requireNonNull(shared);
    }
}
