package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBERS;
import static io.tailrace.reactor.TempJournal.OPTIONS;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.FrameTooLargeException;
import io.tailrace.Journal;
import io.tailrace.JournalAccessException;
import io.tailrace.JournalClosedException;
import io.tailrace.JournalException;
import io.tailrace.JournalOptions;
import io.tailrace.WriterActiveException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.util.retry.Retry;

@Timeout(60)
class JournalSinkErrorTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    private final List<Throwable> droppedErrors = new CopyOnWriteArrayList<>();
    private final List<Object> droppedValues = new CopyOnWriteArrayList<>();
    private final List<Object> discarded = new CopyOnWriteArrayList<>();

    @AfterEach
    void resetHooks() {
        Hooks.resetOnErrorDropped();
        Hooks.resetOnNextDropped();
        Hooks.resetOnOperatorError();
    }

    @Test
    void anErrorOfTheSourceComesAfterWhatItEmitted() {
        RuntimeException error = new RuntimeException("source");
        Flux<Long> source = Flux.fromIterable(range(0, 5)).concatWith(Flux.error(error));
        StepVerifier.create(sink().send(source, NUMBERS).doOnError(e -> assertRoleIsFree()))
                .expectErrorSatisfies(e -> assertSame(error, e))
                .verify(DEADLINE);
        assertEquals(range(0, 5), temp.numbers());
    }

    @Test
    void anErrorOfTheEncoderCancelsTheSourceAndAppendsNothing() {
        Hooks.onErrorDropped(droppedErrors::add);
        Hooks.onNextDropped(droppedValues::add);
        TestPublisher<Long> source = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
        IllegalStateException error = new IllegalStateException("cannot encode");
        StepVerifier.create(sink().send(source, failingAt(3, error))
                        .doOnDiscard(Long.class, discarded::add)
                        .doOnError(e -> assertRoleIsFree()))
                .then(() -> await("subscribed", () -> source.subscribeCount() == 1))
                .then(() -> source.next(0L, 1L, 2L, 3L))
                .expectErrorSatisfies(e -> assertSame(error, e))
                .verify(DEADLINE);
        source.assertCancelled();
        assertEquals(List.of(3L), discarded);
        // The encoder had begun to write: no reader sees anything of it, and the next frame stands in its place.
        assertEquals(range(0, 3), temp.numbers());
        temp.append(3, 5);
        assertEquals(range(0, 5), temp.numbers());

        RuntimeException late = new RuntimeException("late");
        source.next(4L).error(late);
        assertEquals(List.of(3L, 4L), discarded, "a source may emit what was requested before it hears of the cancel");
        assertEquals(List.of(), droppedValues);
        assertEquals(List.of(late), droppedErrors);
    }

    @Test
    void tooLargeAFrameIsAnErrorThatNamesTheLimit() {
        for (var scheduler : List.of(Schedulers.immediate(), Schedulers.parallel())) {
            StepVerifier.create(sink().send(Flux.just(new byte[10], new byte[64 * 1024], new byte[10])
                            .publishOn(scheduler)))
                    .expectErrorMatches(e -> e instanceof FrameTooLargeException && !JournalException.isRetryable(e))
                    .verify(DEADLINE);
        }
        assertEquals(2, temp.frames().size());
    }

    @Test
    void anElementOfAnotherTypeIsAClearError() {
        StepVerifier.create(sink().send(Flux.just("fine", 1)))
                .expectErrorMatches(e ->
                        e instanceof IllegalArgumentException && e.getMessage().contains("java.lang.Integer"))
                .verify(DEADLINE);
        assertEquals(1, temp.frames().size());
    }

    @Test
    void anEncoderThatWritesTooMuchIsAnError() {
        FrameEncoder<String> liar = new FrameEncoder<>() {
            @Override
            public int maxLength(String value) {
                return 1;
            }

            @Override
            public int encode(String value, MutableDirectBuffer buffer, int offset) {
                return Encoders.utf8().encode(value, buffer, offset);
            }
        };
        StepVerifier.create(sink().send(Flux.just("x", "too long"), liar))
                .expectError(IndexOutOfBoundsException.class)
                .verify(DEADLINE);
        assertEquals(1, temp.frames().size());
    }

    @Test
    void aSecondWriterIsAnErrorAndSubscribesToNothing() {
        AtomicInteger subscribed = new AtomicInteger();
        try (Journal journal = temp.open();
                Appender owner = journal.appender()) {
            StepVerifier.create(sink().appender(AppenderOptions.defaults().takeoverTimeout(Duration.ZERO))
                            .send(Flux.just("x").doOnSubscribe(s -> subscribed.incrementAndGet())))
                    .expectErrorMatches(e -> e instanceof WriterActiveException && JournalException.isRetryable(e))
                    .verify(DEADLINE);
            assertTrue(owner.position() > 0);
        }
        assertEquals(0, subscribed.get());
        assertEquals(0, temp.frames().size());
    }

    @Test
    void waitsForTheRoleByRetrying() {
        Journal journal = temp.open();
        Appender owner = journal.appender();
        AtomicInteger attempts = new AtomicInteger();
        StepVerifier.create(sink().appender(AppenderOptions.defaults().takeoverTimeout(Duration.ZERO))
                        .send(Flux.just("x"))
                        .doOnError(e -> {
                            if (attempts.incrementAndGet() == 3) {
                                owner.close();
                                journal.close();
                            }
                        })
                        .retryWhen(Retry.fixedDelay(100, Duration.ofMillis(1)).filter(JournalException::isRetryable)))
                .expectNextCount(1)
                .expectComplete()
                .verify(DEADLINE);
        assertEquals(3, attempts.get());
    }

    @Test
    void aJournalThatIsClosedOrReadOnlyIsAnError() {
        Journal closed = temp.open();
        closed.close();
        StepVerifier.create(JournalSink.to(closed).send(Flux.just("x")))
                .expectError(JournalClosedException.class)
                .verify(DEADLINE);
        try (Journal readOnly =
                Journal.open(temp.path(), JournalOptions.defaults().readOnly(true))) {
            StepVerifier.create(JournalSink.to(readOnly).send(Flux.just("x")))
                    .expectError(JournalAccessException.class)
                    .verify(DEADLINE);
        }
    }

    @Test
    void operatorHooksSeeErrorsOfTheEncoderWithTheElement() {
        List<Object> data = new ArrayList<>();
        Hooks.onOperatorError((e, value) -> {
            data.add(value);
            return e;
        });
        IllegalStateException error = new IllegalStateException("cannot encode");
        StepVerifier.create(sink().send(Flux.fromIterable(range(0, 5)), failingAt(2, error)))
                .expectErrorSatisfies(e -> assertSame(error, e))
                .verify(DEADLINE);
        assertEquals(List.of(2L), data);
    }

    @Test
    void badArgumentsAreErrorsAtOnce() {
        assertThrows(IllegalArgumentException.class, () -> sink().prefetch(0));
        assertThrows(NullPointerException.class, () -> sink().send(null));
        assertThrows(NullPointerException.class, () -> sink().send(Flux.just("x"), null));
    }

    private static FrameEncoder<Long> failingAt(long number, RuntimeException error) {
        return new FrameEncoder<>() {
            @Override
            public int maxLength(Long value) {
                return Long.BYTES;
            }

            @Override
            public int encode(Long value, MutableDirectBuffer buffer, int offset) {
                buffer.putLong(offset, value);
                if (value == number) {
                    throw error;
                }
                return Long.BYTES;
            }
        };
    }

    private JournalSink sink() {
        return JournalSink.to(temp.path()).options(OPTIONS);
    }

    private void assertRoleIsFree() {
        try (Journal journal = temp.open();
                Appender appender = journal.appender(AppenderOptions.defaults().takeoverTimeout(Duration.ZERO))) {
            assertTrue(appender.position() > 0);
        }
    }
}
