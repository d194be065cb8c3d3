package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.NUMBERS;
import static io.tailrace.reactor.TempJournal.OPTIONS;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Four senders on four kinds of threads into one journal, that complete, fail and are cancelled at random: each one's frames are there once
 * and in its order, and what it emitted is appended or discarded.
 */
@Timeout(120)
class SharedSinkRandomTest {
    private static final int ROUNDS = 100;

    @RegisterExtension
    final TempJournal temp = new TempJournal();

    private enum End {
        COMPLETE,
        FAIL,
        FAIL_TO_ENCODE,
        CANCEL
    }

    @Test
    void eachSendersFramesAreThereOnceAndInOrder() {
        long seed = System.nanoTime();
        System.out.println("SharedSinkRandomTest seed " + seed);
        Random random = new Random(seed);
        Scheduler plain = Schedulers.fromExecutor(task -> new Thread(task, "plain").start());
        List<Scheduler> kinds =
                List.of(Schedulers.parallel(), Schedulers.boundedElastic(), plain, Schedulers.immediate());
        Map<End, Integer> ends = new EnumMap<>(End.class);
        List<Sender> all = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<Sender> senders = new ArrayList<>();
            for (Scheduler kind : kinds) {
                End end = End.values()[random.nextInt(4)];
                ends.merge(end, 1, Integer::sum);
                Sender sender = new Sender(all.size(), random.nextInt(600), end, 1 << random.nextInt(9));
                sender.start(kind, JournalSink.to(temp.path()).options(OPTIONS), random.nextBoolean());
                senders.add(sender);
                all.add(sender);
            }
            senders.forEach(Sender::awaitEnd);
        }
        await("role is free", temp::isRoleFree);
        Map<Integer, List<Long>> appended = new HashMap<>();
        for (long number : temp.numbers()) {
            appended.computeIfAbsent((int) (number >>> 32), i -> new ArrayList<>())
                    .add(number & 0xFFFF_FFFFL);
        }
        all.forEach(sender -> sender.check(appended.getOrDefault(sender.id, List.of())));
        System.out.println("ends: " + ends);
        assertEquals(4, ends.size(), ends.toString());
    }

    private static final class Sender {
        final int id;
        private final int count;
        private final End end;
        private final int prefetch;
        private final RuntimeException failure = new RuntimeException("as planned");
        private final Set<Long> emitted = ConcurrentHashMap.newKeySet();
        private final Set<Long> discarded = ConcurrentHashMap.newKeySet();
        private final AtomicReference<Object> told = new AtomicReference<>();
        private final AtomicReference<Disposable> sending = new AtomicReference<>();

        Sender(int id, int count, End end, int prefetch) {
            this.id = id;
            this.count = count;
            this.end = end;
            this.prefetch = prefetch;
        }

        void start(Scheduler kind, JournalSink sink, boolean each) {
            Flux<Long> numbers = Flux.range(0, count).map(n -> (long) id << 32 | n);
            if (end == End.FAIL) {
                numbers = numbers.concatWith(Flux.error(failure));
            }
            if (kind != Schedulers.immediate()) {
                numbers = numbers.publishOn(kind);
            }
            numbers = numbers.doOnNext(emitted::add);
            JournalSink mine = sink.prefetch(prefetch);
            Flux<?> result = each
                    ? mine.sendEach(numbers.map(n -> new Outgoing<>(n, n)), encoder())
                            .doOnDiscard(Outgoing.class, o -> discarded.add((Long) o.value()))
                    : mine.send(numbers, encoder())
                            .doOnDiscard(Long.class, discarded::add)
                            .flux();
            sending.set(result.subscribe(r -> {}, told::set, () -> told.set("complete")));
        }

        private FrameEncoder<Long> encoder() {
            return new FrameEncoder<>() {
                @Override
                public int maxLength(Long value) {
                    return Long.BYTES;
                }

                @Override
                public int encode(Long value, MutableDirectBuffer buffer, int offset) {
                    if ((value & 0xFFFF_FFFFL) == count / 2) {
                        if (end == End.FAIL_TO_ENCODE) {
                            throw failure;
                        }
                        if (end == End.CANCEL) {
                            await("subscribed", () -> sending.get() != null);
                            sending.get().dispose();
                        }
                    }
                    return NUMBERS.encode(value, buffer, offset);
                }
            };
        }

        void awaitEnd() {
            boolean cancelled = end == End.CANCEL && count > 0;
            await("the end of " + this, () -> cancelled ? sending.get().isDisposed() : told.get() != null);
        }

        void check(List<Long> appended) {
            assertEquals(range(0, appended.size()), appended, "once and in order: " + this);
            if (end == End.COMPLETE || end == End.FAIL) {
                assertEquals(count, appended.size(), toString());
            } else if (count > 0) {
                // What is cancelled while its frame is encoded is appended.
                assertEquals(count / 2 + (end == End.CANCEL ? 1 : 0), appended.size(), toString());
            }
            if (end == End.FAIL || end == End.FAIL_TO_ENCODE && count > 0) {
                assertSame(failure, told.get(), toString());
            } else if (end == End.COMPLETE) {
                assertEquals("complete", told.get(), toString());
            }
            for (long number : emitted) {
                boolean isAppended = (number & 0xFFFF_FFFFL) < appended.size();
                assertTrue(isAppended != discarded.contains(number), number + " of " + this);
            }
        }

        @Override
        public String toString() {
            return "sender " + id + " of " + count + ", prefetch " + prefetch + ", to " + end + ", told " + told.get();
        }
    }
}
