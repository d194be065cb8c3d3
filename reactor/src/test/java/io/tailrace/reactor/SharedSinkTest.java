package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBERS;
import static io.tailrace.reactor.TempJournal.OPTIONS;
import static io.tailrace.reactor.TempJournal.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Journal;
import io.tailrace.WriterActiveException;
import io.tailrace.WriterFencedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;

/** Several senders of one process into one journal. */
@Timeout(60)
class SharedSinkTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    private final CountDownLatch encoding = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Test
    void senderByPathAndByJournalShareTheRoleUntilTheLastLeaves() {
        try (Journal journal = temp.open()) {
            Sender first = new Sender(JournalSink.to(journal), NUMBERS);
            Sender second = new Sender(sink(), NUMBERS);
            first.source.next(1L);
            second.source.next(2L);
            first.source.next(3L);
            assertEquals(List.of(1L, 2L, 3L), temp.numbers());
            assertEquals(2, first.complete());
            assertThrows(WriterActiveException.class, this::takeRole, "the second still sends");
            second.source.next(4L);
            assertEquals(2, second.complete());
            takeRole();
        }
        assertEquals(List.of(1L, 2L, 3L, 4L), temp.numbers());
    }

    @Test
    void whoIsIdleGivesItsTurnAtOnceToTheThreadThatAsks() {
        List<Thread> appending = new CopyOnWriteArrayList<>();
        FrameEncoder<Long> encoder = noting(appending);
        Sender first = new Sender(sink(), encoder);
        Sender second = new Sender(sink(), encoder);
        for (long i = 0; i < 100; i++) {
            first.source.next(i);
            second.source.next(i);
        }
        assertEquals(200, appending.size(), "all was appended before next returned");
        assertEquals(
                List.of(Thread.currentThread()), appending.stream().distinct().toList());
        first.complete();
        second.complete();
    }

    @Test
    void thoseWhoHaveElementsTakeTurnsOfABatch() throws InterruptedException {
        // All have four batches before the first may go on.
        int senders = 4;
        List<Sender> all = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            all.add(new Sender(sink(), blockingAt(0)));
        }
        Thread thread = new Thread(() -> all.get(0).source.next(0L));
        thread.start();
        encoding.await();
        for (int i = 0; i < senders; i++) {
            for (long n = i == 0 ? 1 : 0; n < 4 * Turn.BATCH; n++) {
                all.get(i).source.next((long) i << 32 | n);
            }
        }
        goOn.countDown();
        for (Sender sender : all) {
            assertEquals(4 * Turn.BATCH, sender.complete());
        }
        List<Long> expected = new ArrayList<>();
        for (int batch = 0; batch < 4; batch++) {
            for (long i = 0; i < senders; i++) {
                for (long n = 0; n < Turn.BATCH; n++) {
                    expected.add(i << 32 | batch * Turn.BATCH + n);
                }
            }
        }
        assertEquals(expected, temp.numbers());
        thread.join();
    }

    @Test
    void aThreadThatMustNotBlockDoesNotWaitForItsTurn() throws InterruptedException {
        Sender busy = new Sender(sink(), blockingAt(0));
        Sender waiting = new Sender(sink(), NUMBERS);
        Thread thread = new Thread(() -> busy.source.next(0L));
        thread.start();
        encoding.await();
        CountDownLatch emitted = new CountDownLatch(1);
        Schedulers.parallel().schedule(() -> {
            waiting.source.next(1L, 2L);
            emitted.countDown();
        });
        assertTrue(emitted.await(DEADLINE.toSeconds(), TimeUnit.SECONDS), "though the other one appends still");
        assertEquals(List.of(), temp.numbers());
        goOn.countDown();
        assertEquals(2, waiting.complete());
        assertEquals(1, busy.complete());
        assertEquals(List.of(0L, 1L, 2L), temp.numbers());
        thread.join();
    }

    @Test
    void whoIsCancelledInItsTurnPassesItOn() throws InterruptedException {
        Sender busy = new Sender(sink(), blockingAt(0));
        Sender gone = new Sender(sink(), NUMBERS);
        Sender waiting = new Sender(sink(), NUMBERS);
        Thread thread = new Thread(() -> busy.source.next(0L));
        thread.start();
        encoding.await();
        gone.source.next(1L);
        waiting.source.next(2L);
        busy.source.next(3L);
        gone.cancel();
        busy.cancel();
        goOn.countDown();
        assertEquals(1, waiting.complete());
        assertEquals(List.of(0L, 2L), temp.numbers());
        thread.join();
        await("role is free", temp::isRoleFree);
    }

    @Test
    void whoFailsInItsTurnPassesItOn() {
        IllegalStateException error = new IllegalStateException("cannot encode");
        FrameEncoder<Long> failing = new FrameEncoder<>() {
            @Override
            public int maxLength(Long value) {
                return Long.BYTES;
            }

            @Override
            public int encode(Long value, MutableDirectBuffer buffer, int offset) {
                throw error;
            }
        };
        Sender fails = new Sender(sink(), failing);
        Sender other = new Sender(sink(), NUMBERS);
        fails.source.next(1L);
        assertSame(error, fails.error());
        other.source.next(2L);
        assertEquals(1, other.complete());
        assertEquals(List.of(2L), temp.numbers());
    }

    @Test
    void aLostRoleIsAnErrorForAllAndTheNextOneTakesItAnew() throws IOException {
        Sender first = new Sender(sink(), NUMBERS);
        Sender second = new Sender(sink(), NUMBERS);
        first.source.next(1L);
        temp.raiseEpoch();
        first.source.next(2L);
        assertTrue(first.error() instanceof WriterFencedException, String.valueOf(first.error()));
        assertTrue(second.error() instanceof WriterFencedException, "though it appended nothing");
        second.source.assertCancelled();
        assertEquals(1, sink().send(Mono.just(3L), NUMBERS).block(DEADLINE).count());
        assertEquals(List.of(1L, 3L), temp.numbers());
    }

    @Test
    void anExplicitAppenderConflictsAsEver() {
        Sender sender = new Sender(sink(), NUMBERS);
        assertThrows(WriterActiveException.class, this::takeRole);
        assertEquals(0, sender.complete());
        takeRole();
    }

    @Test
    void manyComeAndGoWhileTheRoleIsLeftAndTaken() {
        int sends = 2_000;
        Long count = Flux.range(0, sends)
                .flatMap(i -> sink().send(Mono.just((long) i), NUMBERS), 16)
                .count()
                .block(DEADLINE);
        assertEquals(sends, count);
        assertEquals(
                TempJournal.range(0, sends), temp.numbers().stream().sorted().toList());
        assertTrue(temp.isRoleFree());
    }

    private static FrameEncoder<Long> noting(List<Thread> appending) {
        return new FrameEncoder<>() {
            @Override
            public int maxLength(Long value) {
                return Long.BYTES;
            }

            @Override
            public int encode(Long value, MutableDirectBuffer buffer, int offset) {
                appending.add(Thread.currentThread());
                return NUMBERS.encode(value, buffer, offset);
            }
        };
    }

    private FrameEncoder<Long> blockingAt(long number) {
        return new FrameEncoder<>() {
            @Override
            public int maxLength(Long value) {
                return Long.BYTES;
            }

            @Override
            public int encode(Long value, MutableDirectBuffer buffer, int offset) {
                if (value == number) {
                    encoding.countDown();
                    try {
                        assertTrue(goOn.await(DEADLINE.toSeconds(), TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
                return NUMBERS.encode(value, buffer, offset);
            }
        };
    }

    private JournalSink sink() {
        return JournalSink.to(temp.path()).options(OPTIONS);
    }

    private void takeRole() {
        try (Journal journal = temp.open();
                Appender appender = journal.appender(AppenderOptions.defaults().takeoverTimeout(Duration.ZERO))) {
            assertTrue(appender.position() > 0);
        }
    }

    /** A send whose source is here. */
    private static final class Sender {
        final TestPublisher<Long> source = TestPublisher.create();
        private final AtomicReference<SendTotal> total = new AtomicReference<>();
        private final AtomicReference<Throwable> error = new AtomicReference<>();
        private final Disposable sending;

        Sender(JournalSink sink, FrameEncoder<Long> encoder) {
            sending = sink.send(source.flux(), encoder).subscribe(total::set, error::set);
            await("subscribed", () -> source.subscribeCount() == 1);
        }

        long complete() {
            source.complete();
            await("total", () -> total.get() != null);
            return total.get().count();
        }

        Throwable error() {
            await("error", () -> error.get() != null);
            return error.get();
        }

        void cancel() {
            sending.dispose();
        }
    }
}
