package io.tailrace.reactor;

import io.tailrace.AppenderOptions;
import io.tailrace.Claim;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalMode;
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
    private boolean oneOfMany;
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
        oneOfMany = journal.mode() == JournalMode.SHARED;
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

    /**
     * Whether appending would wait for a page or a gate. One that is too large does not wait: it fails. Beside writers of other processes
     * nobody can say: they may take the room that was seen, or have this claim sealed, which is then appended anew.
     */
    boolean mayWait(int maxLength) {
        return maxLength <= maxPayloadLength && (oneOfMany || shared().wouldWait(maxLength));
    }

    CompletionStage<Void> whenReady(int maxLength) {
        return shared().whenReady(maxLength);
    }

    /** Takes room. May wait for a page; if there is none, or the gate is closed, that is an exception. */
    Claim claim(int maxLength) {
        return shared().claim(maxLength);
    }

    /**
     * Appends what was encoded where room was taken; if that throws, nothing was appended. In a shared journal the room may be gone, which is
     * then as if there had been none.
     *
     * @param timestamp as the encoder gives it
     * @return position of the frame
     */
    long commit(Claim claim, int length, int type, long timestamp) {
        return shared().commit(claim, length, type, timestamp(timestamp));
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
