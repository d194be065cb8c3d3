package io.tailrace.reactor;

import io.tailrace.DeliveryMode;
import io.tailrace.GapException;
import io.tailrace.check.DeliveryChecker;
import io.tailrace.check.Payloads;
import io.tailrace.check.Stamp;
import io.tailrace.check.Tally;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.reactivestreams.Subscription;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/** One subscription of a {@link RandomReceiveTest}: acknowledges at random, cancels where it is told, and tells the checker of it. */
final class RandomReceiver extends BaseSubscriber<Object> {
    /** The key of Reactor's hook in one subscriber's context. */
    private static final String DROPPED = "reactor.onErrorDropped.local";

    private final DeliveryChecker.Session session;
    private final int cancelAt;
    private final Random random;
    private final Tally tally;
    private final Queue<Runnable> acknowledges;
    private final Consumer<Throwable> failed;
    private final AtomicReference<Subscription> source = new AtomicReference<>();
    private volatile int received;
    private volatile boolean ended;
    private int lastAcknowledged = -1;

    /**
     * @param cancelAt after how many frames it cancels inside onNext
     * @param acknowledges where other threads find what they are to acknowledge
     * @param failed told of an error that is none of a gap
     */
    RandomReceiver(
            DeliveryChecker.Session session,
            int cancelAt,
            Random random,
            Tally tally,
            Queue<Runnable> acknowledges,
            Consumer<Throwable> failed) {
        this.session = session;
        this.cancelAt = cancelAt;
        this.random = random;
        this.tally = tally;
        this.acknowledges = acknowledges;
        this.failed = failed;
    }

    void subscribeTo(JournalFlux flux, DeliveryMode mode) {
        Flux<?> source = switch (mode) {
            case AT_LEAST_ONCE -> flux.receive(Payloads.stamps());
            case AT_MOST_ONCE -> flux.receiveAtMostOnce(Payloads.stamps());
            case MANUAL -> flux.receiveManual(Payloads.stamps());
        };
        source.subscribe(this);
    }

    /** For a flux that goes on over gaps. */
    void skipped(GapException gap) {
        tally.count("gaps skipped");
        session.gap(gap.from(), gap.to());
    }

    /** What is dropped is a gap that was found in the turn of a cancel, or a mistake. */
    @Override
    public Context currentContext() {
        return Context.of(DROPPED, (Consumer<Throwable>) this::dropped);
    }

    private void dropped(Throwable t) {
        if (t instanceof GapException gap) {
            session.droppedGap(gap.from(), gap.to());
        } else {
            failed.accept(t);
        }
    }

    int received() {
        return received;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isPaused() {
        return Scannable.from(source.get()).scan(JournalFlux.PAUSED) != null;
    }

    void demand(long n) {
        tally.count("requests");
        session.requesting(n);
        source.get().request(n);
    }

    void cancelOutside() {
        tally.count("cancels outside");
        session.cancelling(false);
        source.get().cancel();
        session.cancelled();
        ended = true;
    }

    /** Somebody is about to drain it. */
    void draining() {
        tally.count("drains");
        session.ending();
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        source.set(subscription);
    }

    /** Cancels the source itself: BaseSubscriber keeps signals back that come after its own cancel. */
    @Override
    protected void hookOnNext(Object value) {
        Stamp stamp = value instanceof Delivery<?> d ? (Stamp) d.value() : (Stamp) value;
        int frame = session.received(stamp);
        tally.count("frames");
        if (value instanceof Delivery<?> delivery) {
            plan(delivery, frame);
        }
        received = frame + 1;
        if (received == cancelAt) {
            tally.count("cancels inside onNext");
            session.cancelling(true);
            source.get().cancel();
            ended = true;
        }
        session.left();
    }

    @Override
    protected void hookOnComplete() {
        session.terminated();
        ended = true;
    }

    @Override
    protected void hookOnError(Throwable t) {
        if (t instanceof GapException gap) {
            tally.count("gaps that end");
            session.gap(gap.from(), gap.to());
        } else {
            failed.accept(t);
        }
        session.terminated();
        ended = true;
    }

    private void plan(Delivery<?> delivery, int frame) {
        int dice = random.nextInt(100);
        if (dice < 40) {
            acknowledge(delivery, frame);
        } else if (dice < 98) {
            acknowledges.add(() -> acknowledge(delivery, frame));
        } else {
            tally.count("never acknowledged");
        }
    }

    private void acknowledge(Delivery<?> delivery, int frame) {
        tally.count(ended ? "acknowledges late" : "acknowledges");
        synchronized (source) {
            if (frame < lastAcknowledged) {
                tally.count("acknowledges out of order");
            }
            lastAcknowledged = frame;
        }
        session.acknowledging(frame);
        delivery.acknowledge();
        session.acknowledged(frame);
        if (frame % 16 == 0) {
            tally.count("acknowledges again");
            delivery.acknowledge();
        }
    }
}
