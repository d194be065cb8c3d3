package io.tailrace.reactor;

import io.tailrace.Claim;
import io.tailrace.GateClosedException;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.NoSpaceException;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.scheduler.Schedulers;

/**
 * Appends elements of one sender, one at a time: when it is its turn, and the journal takes more.
 *
 * <p><b>Threading:</b> of who holds the sender's {@code wip}, but for {@link #grant} and what scans ask.
 *
 * @param <T> what is appended
 */
final class Appending<T> {
    private static final long NOT_APPENDED = -1;

    private final SendResults<T, ?> results;
    private final Upstream upstream;
    private final FrameEncoder<? super T> encoder;
    private final AppenderLease lease;
    private final Turn turn;
    private final Stall stall;
    private @Nullable Throwable failure;
    private boolean mayWait;
    private boolean elsewhere;

    Appending(
            SendResults<T, ?> results,
            Upstream upstream,
            FrameEncoder<? super T> encoder,
            SinkSettings settings,
            Baton.Holder sender) {
        this.results = results;
        this.upstream = upstream;
        this.encoder = encoder;
        this.lease = new AppenderLease(settings, sender);
        this.turn = new Turn(sender);
        this.stall = new Stall(settings.stallTimeout(), sender::wake);
    }

    static IllegalStateException overflow() {
        return Exceptions.failWithOverflow("the source emits more than was requested");
    }

    Journal openJournal() {
        return lease.openJournal();
    }

    void openAppender(Journal journal) {
        turn.join(lease.openAppender(journal));
    }

    /** What ends the send, or null. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** The first failure counts. */
    void fail(Throwable t) {
        if (failure == null) {
            failure = t;
        }
    }

    /** The first failure counts, and tells of others. */
    void failAlso(Throwable t) {
        failure = failure == null ? t : Exceptions.addSuppressed(failure, t);
    }

    /** Why nothing can be appended, or null. Any thread. */
    @Nullable
    JournalException stallReason() {
        return stall.reason();
    }

    /** Nobody could be found who may wait: so any thread has to. */
    void mayWait() {
        mayWait = true;
    }

    boolean mustNotWait() {
        return !mayWait && Schedulers.isInNonBlockingThread();
    }

    /** On the thread of who had the turn; false if the sender need not be told. */
    boolean grant() {
        return turn.grant();
    }

    /** First thing of who takes wip. */
    void noteGrant() {
        if (turn.noteGrant()) {
            stall.tryNow();
        }
    }

    void giveTurn() {
        if (turn.isMine()) {
            lease.goesOn();
            turn.pass();
        }
    }

    /** Before something that may last. */
    void standAside() {
        giveTurn();
        turn.standAside();
    }

    /**
     * The opposite.
     *
     * @return whether its turn may have passed by meanwhile, so that it has to ask anew
     */
    boolean standInLine() {
        turn.standInLine();
        return !turn.isInLine();
    }

    void giveTurnIfContended() {
        turn.passIfContended();
    }

    /** Whether there is no failure, of this sender or of the role that all share. */
    boolean isSound() {
        if (failure == null) {
            failure = lease.failure();
        }
        return failure == null;
    }

    /** Whether an element can be appended that none waits before. */
    boolean mayAppendAtOnce() {
        return turn.isMine() && failure == null && !stall.isHolding() && !turn.isOver();
    }

    /** Whether to try and append; if not, there is a failure, or the sender is woken when it is worth it. */
    boolean takeTurn() {
        if (stall.isHolding() && !stall.takeWake()) {
            return false;
        }
        if (turn.isOver()) {
            turn.passAndAsk();
        }
        if (turn.take()) {
            return true;
        }
        // Who waits for one that cannot append cannot either.
        JournalException theirs = lease.stall();
        if (theirs == null) {
            stall.clear();
        } else if (stall.isOver(theirs)) {
            failure = theirs;
        }
        return false;
    }

    /** If false, the element stays where it is: there is a failure, a stall, or another thread has to do it. */
    boolean append(T value) {
        try {
            if (results.isFull()) {
                throw overflow();
            }
            int maxLength = encoder.maxLength(value);
            if (mustNotWait() && lease.mayWait(maxLength)) {
                // A wake that was taken is the other thread's: nobody would come again.
                stall.tryNow();
                elsewhere = true;
                return false;
            }
            Claim claim = claim(maxLength);
            if (claim == null) {
                return false;
            }
            long position = fill(claim, value, maxLength);
            if (position < 0) {
                return false;
            }
            lease.goesOn();
            stall.clear();
            results.appended(value, position);
            turn.appended();
            return true;
        } catch (Throwable t) {
            failure = Errors.explained(
                    upstream.subscription(), t, value, results.actual().currentContext());
            return false;
        }
    }

    /** Whether the last one has to be appended by a thread that may wait. */
    boolean takeElsewhere() {
        boolean taken = elsewhere;
        elsewhere = false;
        return taken;
    }

    /** Null if the journal cannot take more. */
    private @Nullable Claim claim(int maxLength) {
        try {
            return lease.claim(maxLength);
        } catch (GateClosedException | NoSpaceException e) {
            hold(e, maxLength);
            return null;
        }
    }

    /**
     * Encodes and commits; if that throws, nothing was appended.
     *
     * @return where it stands; {@link #NOT_APPENDED} if the room was lost and the journal cannot take more
     */
    private long fill(Claim taken, T value, int maxLength) {
        try (Claim claim = taken) {
            int length = encoder.encode(value, claim.buffer(), 0);
            return commit(claim, length, encoder.type(value), encoder.timestamp(value), maxLength);
        }
    }

    /** Apart from the encoder, whose exceptions end the send, whatever they are. */
    private long commit(Claim claim, int length, int type, long timestamp, int maxLength) {
        try {
            return lease.commit(claim, length, type, timestamp);
        } catch (GateClosedException | NoSpaceException e) {
            hold(e, maxLength);
            return NOT_APPENDED;
        }
    }

    private void hold(JournalException e, int maxLength) {
        lease.stalled(e);
        if (stall.isOver(e) || !stall.hold(e, () -> lease.whenReady(maxLength))) {
            failure = e;
        }
    }

    /** Gives turn and role away, for good. May wait. */
    void leave() {
        stall.clear();
        giveTurn();
        turn.leave();
        try {
            lease.leaveRole();
            lease.closeJournal();
        } catch (Throwable t) {
            failAlso(t);
        }
    }
}
