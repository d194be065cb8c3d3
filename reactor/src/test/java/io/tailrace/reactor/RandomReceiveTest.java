package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.await;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.ConsumerActiveException;
import io.tailrace.ConsumerNotFoundException;
import io.tailrace.ConsumerPolicy;
import io.tailrace.DeliveryMode;
import io.tailrace.GateClosedException;
import io.tailrace.Journal;
import io.tailrace.JournalListener;
import io.tailrace.ReaderOptions;
import io.tailrace.Retention;
import io.tailrace.Start;
import io.tailrace.Until;
import io.tailrace.check.DeliveryChecker;
import io.tailrace.check.Figures;
import io.tailrace.check.Payloads;
import io.tailrace.check.Positions;
import io.tailrace.check.Settings;
import io.tailrace.check.Stamp;
import io.tailrace.check.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Subscriptions of named consumers that are requested from, acknowledged, cancelled, drained and subscribed to again, at random and by
 * many threads at once, while a writer appends as much as their gates allow, pages are removed, capacity, retention and policies
 * change, and consumers are reset and removed. Each is held to what its delivery promises; and one that gates never has a gap.
 */
@Timeout(300)
class RandomReceiveTest {
    private static final int SUBSCRIPTIONS = Settings.number("tailrace.random.subscriptions", 102_000);
    private static final int CONSUMERS = 18;
    private static final int PAGE = 1 << 16;
    private static final int SHORT_NANOS = 100_000;
    private static final int LONG_NANOS = 2_000_000;
    private static final int FIRST_NANOS = 20_000_000;

    /** Consumers of all three deliveries have the same one. */
    private enum Kind {
        GATING,
        EVICTED,
        /** Begins as one that gates; who changes policies picks these. */
        CHANGING
    }

    @RegisterExtension
    final TempJournal temp = new TempJournal();

    private final Tally tally = new Tally(List.of(
            "subscriptions",
            "subscriptions with frames",
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
            "pauses",
            "gates closed",
            "gates opened",
            "gaps skipped",
            "gaps that end",
            "pages removed",
            "capacities",
            "retentions",
            "policies",
            "resets",
            "removes",
            "refused"));

    private final long seed = Settings.seed();
    private final Positions positions = new Positions();
    private final Queue<Runnable> acknowledges = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final AtomicLong appended = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    @Test
    void everyDeliveryIsWhatItsNameSays() throws InterruptedException {
        long begin = System.nanoTime();
        Random random = new Random(seed);
        List<PollLoop> loops = List.of(
                PollLoop.of("random-0", YieldingIdleStrategy::new), PollLoop.of("random-1", YieldingIdleStrategy::new));
        try (Journal journal = Journal.openOrCreate(
                temp.path(),
                TempJournal.OPTIONS
                        .capacity(PAGE)
                        .retention(Retention.consumers())
                        .listener(listener()))) {
            List<Consumer> consumers = new ArrayList<>();
            for (int i = 0; i < CONSUMERS; i++) {
                consumers.add(new Consumer(journal, i, loops.get(i / 9 % loops.size()), random.nextLong()));
            }
            Random writing = new Random(random.nextLong());
            Random meddling = new Random(random.nextLong());
            List<Thread> helpers = List.of(
                    start("writer", () -> append(journal, writing)),
                    start("meddler", () -> meddle(journal, meddling, consumers)),
                    start("acknowledger-0", this::acknowledge),
                    start("acknowledger-1", this::acknowledge));
            List<Thread> threads =
                    consumers.stream().map(c -> start(c.name, c::run)).toList();
            for (Thread thread : threads) {
                thread.join();
            }
            over.set(true);
            for (Thread thread : helpers) {
                thread.join();
            }
            requireFine();
            consumers.forEach(Consumer::finish);
            requireFine();
            assertNull(journal.verify().fault());
        } finally {
            loops.forEach(PollLoop::dispose);
            Figures.print(
                    "random receive %s appended=%d seconds=%.1f seed=%d",
                    tally, appended.get(), (System.nanoTime() - begin) / 1e9, seed);
        }
        tally.requireAll();
    }

    private JournalListener listener() {
        return new JournalListener() {
            @Override
            public void onPageUnlinked(Path journal, long pageIndex) {
                tally.count("pages removed");
            }
        };
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
            throw new AssertionError("seed " + seed, failure.get());
        }
    }

    private void append(Journal journal, Random random) {
        Payloads payloads = new Payloads();
        boolean closed = false;
        try (Appender appender = journal.appender(AppenderOptions.defaults().gateTimeout(Duration.ofMillis(1)))) {
            while (!over.get() && failure.get() == null) {
                long sequence = appended.get();
                int length = Payloads.MIN_LENGTH + random.nextInt(3_000);
                try {
                    long position = appender.append(payloads.make(sequence, length), 0, length);
                    if (!positions.note(new Stamp(0, sequence, position))) {
                        throw new AssertionError("another frame was seen at " + position);
                    }
                    appended.set(sequence + 1);
                    tally.add("gates opened", closed ? 1 : 0);
                    closed = false;
                } catch (GateClosedException e) {
                    tally.count("gates closed");
                    closed = true;
                }
            }
        }
    }

    private void meddle(Journal journal, Random random, List<Consumer> consumers) {
        for (int turn = 0; !over.get(); turn++) {
            LockSupport.parkNanos(1_000_000);
            switch (random.nextInt(4)) {
                case 0 -> {
                    journal.setCapacity(PAGE + random.nextInt(3 * PAGE));
                    tally.count("capacities");
                }
                case 1 -> {
                    journal.setRetention(random.nextBoolean() ? Retention.consumers() : Retention.pages(2));
                    tally.count("retentions");
                }
                case 2 -> consumers.get(random.nextInt(CONSUMERS)).changePolicy(random);
                default -> {
                    // Of one that is at work mostly: it is refused, after a while.
                    if (turn % 64 == 0) {
                        consumers.get(random.nextInt(CONSUMERS)).resetOrRemove(random);
                    }
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

    private static void within(long nanos, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean() && System.nanoTime() - begin < nanos) {
            LockSupport.parkNanos(10_000);
        }
    }

    /** One name, whose subscriptions follow each other. */
    private final class Consumer {
        private final Journal journal;
        private final DeliveryChecker checker;
        private final DeliveryMode mode;
        private final Kind kind;
        private final JournalFlux flux;
        private final String name;
        private final Random random;

        Consumer(Journal journal, int number, PollLoop loop, long seed) {
            this.journal = journal;
            this.mode = DeliveryMode.values()[number % 3];
            this.kind = Kind.values()[number / 3 % 3];
            this.name = mode + "-" + kind + "-" + number;
            this.checker = new DeliveryChecker(
                    name, mode, kind == Kind.GATING ? ConsumerPolicy.GATE : ConsumerPolicy.EVICT, positions);
            this.random = new Random(seed);
            JournalFlux source =
                    JournalFlux.from(journal).consumer(name).maxInFlight(24).runOn(loop);
            this.flux = kind == Kind.EVICTED ? source.policy(ConsumerPolicy.EVICT) : source;
            // Before anything is appended: so it begins at the first frame there ever was.
            journal.reader(ReaderOptions.defaults().consumer(name)).close();
        }

        void run() {
            while (subscriptions.getAndIncrement() < SUBSCRIPTIONS && failure.get() == null) {
                one();
                checker.requireFine();
                if (random.nextInt(64) == 0) {
                    resetOrRemove(random);
                }
            }
        }

        private void one() {
            tally.count("subscriptions");
            DrainSignal signal = DrainSignal.create();
            int cancelAt = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : Integer.MAX_VALUE;
            RandomReceiver receiver = receiver(cancelAt);
            receiver.subscribeTo(over(receiver, random.nextBoolean()).draining(signal), mode);
            if (random.nextInt(4) > 0) {
                receiver.demand(1);
                within(FIRST_NANOS, () -> receiver.received() > 0 || receiver.hasEnded());
            }
            int steps = 1 + random.nextInt(3);
            for (int step = 0; step < steps; step++) {
                int n = 1 + random.nextInt(40);
                receiver.demand(n);
                int enough = receiver.received() + random.nextInt(n + 1);
                within(1 + random.nextInt(300_000), () -> receiver.received() >= enough || receiver.hasEnded());
                if (receiver.isPaused()) {
                    tally.count("pauses");
                }
            }
            if (cancelAt != Integer.MAX_VALUE && receiver.received() < cancelAt && random.nextBoolean()) {
                receiver.demand(cancelAt);
                within(LONG_NANOS, receiver::hasEnded);
            }
            if (!receiver.hasEnded() && random.nextInt(4) == 0) {
                receiver.draining();
                signal.drain(Duration.ofNanos(random.nextInt(300_000))).subscribe();
                await("drained", receiver::hasEnded);
            } else if (!receiver.hasEnded()) {
                receiver.cancelOutside();
            }
            tally.add("subscriptions with frames", receiver.received() > 0 ? 1 : 0);
        }

        private RandomReceiver receiver(int cancelAt) {
            return new RandomReceiver(
                    checker.begin(),
                    cancelAt,
                    new Random(random.nextLong()),
                    tally,
                    acknowledges,
                    t -> failure.compareAndSet(null, t));
        }

        private JournalFlux over(RandomReceiver receiver, boolean skip) {
            return skip ? flux.skipGaps(receiver::skipped) : flux;
        }

        void changePolicy(Random random) {
            if (kind == Kind.CHANGING) {
                try {
                    journal.setPolicy(name, ConsumerPolicy.values()[random.nextInt(3)]);
                    tally.count("policies");
                } catch (ConsumerNotFoundException e) {
                    // It was removed, and comes back by itself.
                    tally.add("policies", 0);
                }
            }
        }

        void resetOrRemove(Random random) {
            try {
                checker.reset(() -> change(random));
            } catch (ConsumerActiveException e) {
                tally.count("refused");
            } catch (ConsumerNotFoundException e) {
                // It was removed, and comes back by itself.
                tally.add("removes", 0);
            }
        }

        private long change(Random random) {
            if (random.nextInt(4) == 0) {
                journal.removeConsumer(name);
                tally.count("removes");
                return DeliveryChecker.ANYWHERE;
            }
            long position = journal.resetConsumer(name, random.nextBoolean() ? Start.earliest() : Start.latest());
            tally.count("resets");
            return position;
        }

        /** All that is there, and nothing is missing. */
        void finish() {
            RandomReceiver receiver = receiver(Integer.MAX_VALUE);
            receiver.subscribeTo(over(receiver, true).maxInFlight(1_000_000).until(Until.tail()), mode);
            receiver.demand(Long.MAX_VALUE);
            await(name + " has all", receiver::hasEnded);
            checker.requireComplete(0, appended.get());
            tally.add("frames again", mode == DeliveryMode.MANUAL ? checker.again() : 0);
        }
    }
}
