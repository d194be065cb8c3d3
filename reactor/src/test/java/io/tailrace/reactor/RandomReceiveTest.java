package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.await;

import io.tailrace.Appender;
import io.tailrace.DeliveryMode;
import io.tailrace.Journal;
import io.tailrace.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * Subscriptions of named consumers that are requested from, acknowledged, cancelled, drained and subscribed to again, at random and by
 * many threads at once, while a writer appends; each consumer is held to what its delivery promises.
 */
@Timeout(120)
class RandomReceiveTest {
    private static final int SUBSCRIPTIONS = Integer.getInteger("tailrace.random.subscriptions", 21_000);
    private static final int CONSUMERS = 6;
    private static final int AHEAD = 4_000;

    @RegisterExtension
    final TempJournal temp = new TempJournal();

    private final Tally tally = new Tally(List.of(
            "subscriptions",
            "requests",
            "frames",
            "frames again",
            "cancels inside onNext",
            "cancels outside",
            "drains",
            "acknowledges",
            "acknowledges again",
            "acknowledges late",
            "acknowledges out of order",
            "never acknowledged",
            "pauses"));

    private final Queue<Runnable> acknowledges = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong appended = new AtomicLong();
    private final AtomicLong needed = new AtomicLong(AHEAD);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Test
    void everyDeliveryIsWhatItsNameSays() throws InterruptedException {
        long begin = System.nanoTime();
        long seed = begin;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<PollLoop> loops = List.of(
                PollLoop.of("random-0", YieldingIdleStrategy::new), PollLoop.of("random-1", YieldingIdleStrategy::new));
        try (Journal journal = temp.open()) {
            List<Thread> helpers = List.of(
                    start("writer", () -> append(journal, new Random(random.nextLong()))),
                    start("acknowledger-0", this::acknowledge),
                    start("acknowledger-1", this::acknowledge));
            List<Consumer> consumers = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < CONSUMERS; i++) {
                Consumer consumer = new Consumer(
                        journal,
                        DeliveryMode.values()[i % DeliveryMode.values().length],
                        "consumer-" + i,
                        loops.get(i % loops.size()),
                        new Random(random.nextLong()));
                consumers.add(consumer);
                threads.add(start(consumer.name, consumer::run));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            over.set(true);
            for (Thread thread : helpers) {
                thread.join();
            }
            requireFine();
            consumers.forEach(Consumer::finish);
        }
        System.out.println(tally + " in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
        tally.requireAll();
    }

    private Thread start(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Throwable t) {
                        failure.compareAndSet(null, t);
                    }
                },
                name);
        thread.start();
        return thread;
    }

    private void requireFine() {
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    private void append(Journal journal, Random random) {
        try (Appender appender = journal.appender()) {
            while (!over.get()) {
                long sequence = appended.get();
                if (sequence < needed.get()) {
                    appender.append(DeliveryChecker.payload(0, sequence, random.nextInt(100)));
                    appended.set(sequence + 1);
                } else {
                    LockSupport.parkNanos(100_000);
                }
            }
        }
    }

    private void acknowledge() {
        while (!over.get()) {
            Runnable next = acknowledges.poll();
            if (next != null) {
                next.run();
            } else {
                LockSupport.parkNanos(20_000);
            }
        }
    }

    /** One name, whose subscriptions follow each other. */
    private final class Consumer {
        private final DeliveryChecker checker;
        private final DeliveryMode mode;
        private final JournalFlux flux;
        private final String name;
        private final Random random;

        Consumer(Journal journal, DeliveryMode mode, String name, PollLoop loop, Random random) {
            this.checker = new DeliveryChecker(mode);
            this.mode = mode;
            this.name = name;
            this.random = random;
            this.flux = JournalFlux.from(journal).consumer(name).maxInFlight(24).runOn(loop);
        }

        void run() {
            for (int i = 0; i < SUBSCRIPTIONS / CONSUMERS && failure.get() == null; i++) {
                one();
                checker.requireFine();
            }
        }

        private void one() {
            tally.count("subscriptions");
            DrainSignal signal = DrainSignal.create();
            int cancelAt = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : Integer.MAX_VALUE;
            Receiver receiver = new Receiver(checker.begin(), cancelAt, random.nextLong());
            receiver.subscribeTo(flux.draining(signal), mode);
            int steps = 1 + random.nextInt(3);
            for (int step = 0; step < steps; step++) {
                int n = 1 + random.nextInt(40);
                receiver.demand(n);
                int some = random.nextInt(n + 1);
                int before = receiver.received;
                within(1 + random.nextInt(300_000), () -> receiver.received >= before + some || receiver.ended);
                if (receiver.isPaused()) {
                    tally.count("pauses");
                }
            }
            if (cancelAt != Integer.MAX_VALUE && receiver.received < cancelAt && random.nextBoolean()) {
                receiver.demand(cancelAt);
                within(1_000_000, () -> receiver.ended);
            }
            if (!receiver.ended && random.nextInt(4) == 0) {
                tally.count("drains");
                receiver.session.ending();
                signal.drain(Duration.ofNanos(random.nextInt(300_000))).subscribe();
                await("drained", () -> receiver.ended);
            } else if (!receiver.ended) {
                receiver.cancelOutside();
            }
        }

        /** All that is there, and nothing is missing. */
        void finish() {
            Receiver receiver = new Receiver(checker.begin(), Integer.MAX_VALUE, 0);
            receiver.subscribeTo(flux.maxInFlight(1_000_000).until(Until.tail()), mode);
            receiver.demand(Long.MAX_VALUE);
            await(name + " has all", () -> receiver.ended);
            checker.requireComplete(0, appended.get());
            tally.add("frames again", mode == DeliveryMode.MANUAL ? checker.again() : 0);
        }
    }

    private static void within(long nanos, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean() && System.nanoTime() - begin < nanos) {
            LockSupport.parkNanos(10_000);
        }
    }

    private final class Receiver extends BaseSubscriber<Object> {
        private final DeliveryChecker.Session session;
        private final int cancelAt;
        private final Random random;
        private final AtomicReference<Subscription> source = new AtomicReference<>();
        private volatile int received;
        private volatile boolean ended;
        private int lastAcknowledged = -1;

        Receiver(DeliveryChecker.Session session, int cancelAt, long seed) {
            this.session = session;
            this.cancelAt = cancelAt;
            this.random = new Random(seed);
        }

        void subscribeTo(JournalFlux flux, DeliveryMode mode) {
            Flux<?> source = switch (mode) {
                case AT_LEAST_ONCE -> flux.receive(DeliveryChecker.STAMPS);
                case AT_MOST_ONCE -> flux.receiveAtMostOnce(DeliveryChecker.STAMPS);
                case MANUAL -> flux.receiveManual(DeliveryChecker.STAMPS);
            };
            source.subscribe(this);
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            source.set(subscription);
        }

        void demand(long n) {
            tally.count("requests");
            session.requesting(n);
            source.get().request(n);
        }

        boolean isPaused() {
            return Scannable.from(source.get()).scan(JournalFlux.PAUSED) != null;
        }

        void cancelOutside() {
            tally.count("cancels outside");
            session.cancelling(false);
            source.get().cancel();
            session.cancelled();
            ended = true;
        }

        /** Of the source itself: BaseSubscriber keeps signals back that come after its own cancel. */
        @Override
        protected void hookOnNext(Object value) {
            DeliveryChecker.Stamp stamp =
                    value instanceof Delivery<?> d ? (DeliveryChecker.Stamp) d.value() : (DeliveryChecker.Stamp) value;
            int frame = session.received(stamp);
            tally.count("frames");
            needed.accumulateAndGet(stamp.sequence() + AHEAD, Math::max);
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
            session.terminated();
            failure.compareAndSet(null, t);
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
}
