package io.tailrace.reactor;

import io.tailrace.ConsumerPolicy;
import io.tailrace.DeliveryMode;
import io.tailrace.GapException;
import io.tailrace.Journal;
import io.tailrace.check.Board;
import io.tailrace.check.Orphan;
import io.tailrace.check.Payloads;
import io.tailrace.check.Stamp;
import io.tailrace.check.Trail;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * Receives as one consumer until it is killed, requests what its board says and leaves a trail. Deliveries are acknowledged by another
 * thread, but for every hundredth, which waits until a few hundred more came, or nothing does. At SIGTERM it drains. Arguments: journal,
 * board, trail, consumer, delivery, policy.
 */
final class ReceiveMain extends BaseSubscriber<Object> {
    /** Set by the parent: how many frames may be requested in all. */
    static final int DEMAND = 0;

    /** 1 once it is subscribed. */
    static final int SUBSCRIBED = 1;

    /** Deliveries that the drain left unacknowledged, plus 1: it has ended. */
    static final int DRAINED = 2;

    private static final int SLOW = 100;
    private static final int BEHIND = 300;
    /** Of manual deliveries. */
    static final int MOST_IN_FLIGHT = 512;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private record Taken(Delivery<?> delivery, int frame) {}

    private final Board board;
    private final Trail trail;
    private final Queue<Taken> taken = new ConcurrentLinkedQueue<>();

    private ReceiveMain(Board board, Trail trail) {
        this.board = board;
        this.trail = trail;
    }

    public static void main(String[] arguments) {
        Orphan.endsWithItsParent();
        Board board = Board.open(Path.of(arguments[1]));
        ReceiveMain main = new ReceiveMain(board, Trail.open(Path.of(arguments[2])));
        DrainSignal signal = DrainSignal.create();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            main.trail.ending();
            Drained drained = signal.drain(PATIENCE).block(PATIENCE.multipliedBy(2));
            board.set(DRAINED, drained.unacknowledged() + 1);
        }));
        // Open until the process ends: a drain in the shutdown hook needs it.
        Journal journal = Journal.open(Path.of(arguments[0]));
        JournalFlux flux = JournalFlux.from(journal)
                .consumer(arguments[3])
                .policy(ConsumerPolicy.valueOf(arguments[5]))
                .maxInFlight(MOST_IN_FLIGHT)
                .draining(signal)
                .skipGaps(main::skipped);
        Flux<?> source = switch (DeliveryMode.valueOf(arguments[4])) {
            case AT_LEAST_ONCE -> flux.receive(Payloads.stamps());
            case AT_MOST_ONCE -> flux.receiveAtMostOnce(Payloads.stamps());
            case MANUAL -> flux.receiveManual(Payloads.stamps());
        };
        source.subscribe(main);
        board.set(SUBSCRIBED, 1);
        main.requestAndAcknowledge();
    }

    private void requestAndAcknowledge() {
        long requested = 0;
        Queue<Taken> slow = new ConcurrentLinkedQueue<>();
        while (true) {
            long more = board.get(DEMAND) - requested;
            if (more > 0) {
                requested += more;
                trail.requesting(more);
                request(more);
            }
            Taken next = taken.poll();
            if (next == null) {
                LockSupport.parkNanos(50_000);
            } else if (next.frame % SLOW == 0) {
                slow.add(next);
            } else {
                acknowledge(next);
            }
            while (!slow.isEmpty() && (next == null || slow.peek().frame + BEHIND < next.frame)) {
                acknowledge(slow.remove());
            }
        }
    }

    private void acknowledge(Taken next) {
        trail.acknowledging(next.frame);
        next.delivery.acknowledge();
        trail.acknowledged(next.frame);
    }

    private void skipped(GapException gap) {
        trail.gap(gap.from(), gap.to());
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        // What the board says.
    }

    @Override
    protected void hookOnNext(Object value) {
        Stamp stamp = value instanceof Delivery<?> d ? (Stamp) d.value() : (Stamp) value;
        int frame = trail.received(stamp);
        if (value instanceof Delivery<?> delivery) {
            taken.add(new Taken(delivery, frame));
        }
        trail.left();
    }

    @Override
    protected void hookOnComplete() {
        trail.terminated();
    }

    @Override
    protected void hookOnError(Throwable t) {
        t.printStackTrace();
        trail.terminated();
    }
}
