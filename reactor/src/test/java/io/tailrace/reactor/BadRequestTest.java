package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.NUMBERS;
import static io.tailrace.reactor.TempJournal.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Journal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;

/** Rule 3.9: who requests nothing, or less, gets an error. */
class BadRequestTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void endsAReader(long n) {
        temp.append(0, 3);
        assertInstanceOf(
                IllegalArgumentException.class,
                errorOf(temp.flux().consumer("risk").receive(NUMBER), n));
        assertEquals(0L, temp.flux().consumer("risk").receive(NUMBER).blockFirst());
    }

    @Test
    void endsASinkAndItsSource() {
        AtomicBoolean cancelled = new AtomicBoolean();
        Flux<Long> source = Flux.<Long>never().doOnCancel(() -> cancelled.set(true));
        Throwable error = errorOf(JournalSink.to(temp.path()).send(source, NUMBERS), 0);
        assertInstanceOf(IllegalArgumentException.class, error);
        await("the source is cancelled, or was never subscribed to", () -> cancelled.get() || isRoleFree());
        assertTrue(isRoleFree());
    }

    private boolean isRoleFree() {
        try (Journal journal = temp.open();
                Appender appender = journal.appender()) {
            return appender.position() > 0;
        }
    }

    private static Throwable errorOf(Publisher<?> publisher, long n) {
        AtomicReference<Throwable> error = new AtomicReference<>();
        publisher.subscribe(new Subscriber<Object>() {
            @Override
            public void onSubscribe(Subscription s) {
                s.request(n);
            }

            @Override
            public void onNext(Object value) {
                error.set(new AssertionError("a value came: " + value));
            }

            @Override
            public void onError(Throwable t) {
                error.set(t);
            }

            @Override
            public void onComplete() {
                error.set(new AssertionError("it completed"));
            }
        });
        await("an error", () -> error.get() != null);
        return error.get();
    }
}
