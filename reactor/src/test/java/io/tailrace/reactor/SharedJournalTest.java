package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.GateClosedException;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.Until;
import io.tailrace.WriterLimitException;
import io.tailrace.test.TestJournal;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;

/** A sink beside other writers of a shared journal: what it saw may be gone when it comes to it. */
@Timeout(60)
class SharedJournalTest {
    private static final int PAGE = 1 << 16;
    private static final JournalOptions OPTIONS =
            JournalOptions.defaults().mode(JournalMode.SHARED).pageSize(PAGE);
    private static final byte[] QUARTER = new byte[PAGE / 4 - 16];

    private TestJournal temp;

    @BeforeEach
    void none() {
        temp = TestJournal.absent();
    }

    @AfterEach
    void remove() {
        temp.close();
    }

    @Test
    void anAppenderAndASinkWriteBesideEachOther() {
        try (Journal journal = Journal.openOrCreate(temp.path(), OPTIONS);
                Appender other = journal.appender()) {
            TempJournal.append(other, 0, 1);
            assertEquals(2, send(Flux.just(1L, 2L)).block(DEADLINE).count());
            TempJournal.append(other, 3, 4);
            assertEquals(1, send(Flux.just(4L)).block(DEADLINE).count());
        }
        assertEquals(TempJournal.range(0, 5), numbers());
    }

    @Test
    void whoFindsNoSlotIsToldAndComesLater() {
        JournalOptions one = OPTIONS.writerSlots(1);
        try (Journal journal = Journal.openOrCreate(temp.path(), one);
                Appender other = journal.appender()) {
            TempJournal.append(other, 0, 1);
            JournalSink sink = JournalSink.to(temp.path())
                    .options(one)
                    .appender(AppenderOptions.defaults().takeoverTimeout(Duration.ZERO));
            assertThrows(
                    WriterLimitException.class,
                    () -> sink.send(Mono.just(1L), NUMBERS).block(DEADLINE));
        }
        assertEquals(1, send(Flux.just(1L)).block(DEADLINE).count());
        assertEquals(TempJournal.range(0, 2), numbers());
    }

    /** What it saw of page and gate may be gone by then, and its claim sealed. */
    @Test
    void aThreadThatMustNotWaitNeverAppends() {
        AtomicInteger wrong = new AtomicInteger();
        FrameEncoder<Long> encoder = encoder(number -> {
            if (Schedulers.isInNonBlockingThread()) {
                wrong.incrementAndGet();
            }
        });
        long count = JournalSink.to(temp.path())
                .options(OPTIONS)
                .send(Flux.range(0, 10_000).map(i -> (long) i).publishOn(Schedulers.parallel()), encoder)
                .block(DEADLINE)
                .count();
        assertEquals(10_000, count);
        assertEquals(0, wrong.get());
        assertEquals(TempJournal.range(0, 10_000), numbers());
    }

    /**
     * While it encodes, its claim is sealed and others take the room up to the gate: so it finds at its commit that it cannot append. Nothing
     * is lost or comes twice.
     */
    @Test
    void whoseClaimIsSealedBeforeAClosedGateGoesOnWhenThatOpens() throws InterruptedException {
        sealedBeforeAClosedGate(null);
    }

    @Test
    void whoMayNotWaitForThatLongIsTold() throws InterruptedException {
        sealedBeforeAClosedGate(Duration.ZERO);
    }

    private void sealedBeforeAClosedGate(Duration stallTimeout) throws InterruptedException {
        CountDownLatch encoding = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        FrameEncoder<Long> encoder = encoder(number -> {
            if (number == 1 && encoding.getCount() != 0) {
                encoding.countDown();
                awaitLatch(goOn);
            }
        });
        AtomicReference<SendTotal> total = new AtomicReference<>();
        AtomicReference<Throwable> error = new AtomicReference<>();
        List<Long> discarded = new CopyOnWriteArrayList<>();
        TestPublisher<Long> source = TestPublisher.create();
        try (Journal journal =
                        Journal.openOrCreate(temp.path(), OPTIONS.capacity(PAGE).patience(Duration.ofMillis(10)));
                Reader slow =
                        journal.reader(ReaderOptions.defaults().consumer("slow").start(Start.earliest()))) {
            JournalSink sink = JournalSink.to(journal);
            (stallTimeout == null ? sink : sink.stallTimeout(stallTimeout))
                    .send(source.flux(), encoder)
                    .doOnDiscard(Long.class, discarded::add)
                    .subscribe(total::set, error::set);
            await("subscribed", () -> source.subscribeCount() == 1);
            source.next(0L);
            Thread sender = new Thread(() -> source.next(1L, 2L));
            sender.start();
            awaitLatch(encoding);
            fillToTheGate(journal);
            try (Reader healing = journal.reader()) {
                await("its claim is sealed", () -> {
                    healing.poll(NUMBER, number -> true, 1);
                    return journal.status().sealed() == 1;
                });
            }
            goOn.countDown();
            sender.join();
            if (stallTimeout != null) {
                await("it is told", () -> error.get() != null);
                assertTrue(error.get() instanceof GateClosedException, String.valueOf(error.get()));
                assertTrue(discarded.contains(1L), "it was not appended: " + discarded);
                assertEquals(List.of(0L), small(journal));
                return;
            }
            await("it waits", () -> !journal.status().waitingFor().isEmpty());
            assertEquals(List.of(0L), small(journal));
            source.next(3L).complete();
            assertFalse(total.get() != null || error.get() != null, "the gate is closed");
            await("all is sent", () -> {
                slow.poll(NUMBER, number -> true, 100);
                return total.get() != null || error.get() != null;
            });
            assertEquals(4, total.get() == null ? -1 : total.get().count(), String.valueOf(error.get()));
            assertEquals(TempJournal.range(0, 4), small(journal));
        }
    }

    /** Behind the claim that stands, until nothing has room. */
    private static void fillToTheGate(Journal journal) {
        try (Appender other = journal.appender(AppenderOptions.defaults().gateTimeout(Duration.ZERO))) {
            while (true) {
                other.append(QUARTER);
            }
        } catch (GateClosedException e) {
            fillTheRest(journal);
        }
    }

    private static void fillTheRest(Journal journal) {
        try (Appender other = journal.appender(AppenderOptions.defaults().gateTimeout(Duration.ZERO))) {
            while (true) {
                other.append(new byte[0]);
            }
        } catch (GateClosedException e) {
            assertEquals(1, journal.status().consumers().size());
        }
    }

    /** The numbers that the sink sent. */
    private static List<Long> small(Journal journal) {
        return JournalFlux.from(journal)
                .until(Until.tail())
                .receive()
                .filter(frame -> frame.length() == Long.BYTES)
                .map(frame -> frame.payload().order(ByteOrder.LITTLE_ENDIAN).getLong(0))
                .collectList()
                .block(DEADLINE);
    }

    private static FrameEncoder<Long> encoder(LongConsumer before) {
        return new FrameEncoder<>() {
            @Override
            public int maxLength(Long value) {
                return Long.BYTES;
            }

            @Override
            public int encode(Long value, MutableDirectBuffer buffer, int offset) {
                before.accept(value);
                return NUMBERS.encode(value, buffer, offset);
            }
        };
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertTrue(latch.await(DEADLINE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Mono<SendTotal> send(Flux<Long> numbers) {
        return JournalSink.to(temp.path()).options(OPTIONS).send(numbers, NUMBERS);
    }

    private List<Long> numbers() {
        return JournalFlux.from(temp.path())
                .until(Until.tail())
                .receive(NUMBER)
                .collectList()
                .block(DEADLINE);
    }
}
