package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.NUMBERS;
import static io.tailrace.reactor.TempJournal.OPTIONS;
import static io.tailrace.reactor.TempJournal.await;

import io.tailrace.AppenderOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.reactivestreams.tck.TestEnvironment;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/** What a conformance test uses: times, journals, writers and a loop, all of them gone after it. */
final class TckEnvironment implements AutoCloseable {
    /** Long enough for what has to come; a machine under load only makes a failure slower. */
    private static final long SIGNAL_MILLIS = 1_000;

    private static final long NO_SIGNAL_MILLIS = 100;

    /** Until the loop has taken its turn and freed what was cancelled. */
    static final long GC_MILLIS = 500;

    private static final String LOOP = "tailrace-tck";

    private final TempJournal temp = new TempJournal();
    private final Disposable.Composite running = Disposables.composite();
    private final PollLoop loop = PollLoop.backingOff(LOOP);

    /** The time to poll for an error is the time to wait for it, too: of more than one poll the TCK takes the time wrong and gives up. */
    static TestEnvironment times() {
        return new TestEnvironment(SIGNAL_MILLIS, NO_SIGNAL_MILLIS, SIGNAL_MILLIS);
    }

    TckEnvironment() throws IOException {
        temp.make();
    }

    /** Ends what a test left running. That the loop's thread ends says that no subscription is left in it. */
    @Override
    public void close() {
        cancel();
        loop.dispose();
        await(
                "the loop's thread ends",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals(LOOP)));
        temp.remove();
    }

    /** Cancels what is being sent. */
    void cancel() {
        running.dispose();
    }

    Path path(String name) {
        return temp.path(name);
    }

    JournalFlux flux(String name) {
        return JournalFlux.from(path(name)).runOn(loop);
    }

    /** Appends a frame each ms until the test is over, the first one with timestamp 1, the next with 2. */
    void writeEndlessly(String name) {
        AtomicLong clock = new AtomicLong();
        JournalSink sink = JournalSink.to(path(name))
                .options(OPTIONS)
                .appender(AppenderOptions.defaults().clock(clock::incrementAndGet));
        Flux<Long> source = Flux.interval(Duration.ofMillis(1)).onBackpressureDrop();
        running.add(sink.send(source, NUMBERS).subscribe());
    }

    /**
     * The flux as operators see it. A subscriber that is not Reactor's own would get a layer between that serializes the signals and answers
     * bad requests: then that would be what is verified.
     */
    static <T> Publisher<T> bare(Flux<T> flux) {
        return subscriber -> {
            if (subscriber == null) {
                flux.subscribe(subscriber);
            } else {
                flux.subscribe(new Forward<>(subscriber));
            }
        };
    }

    /** What a sink subscribes to its source with. */
    Forward<Long> subscriberOfSink(FrameEncoder<Long> encoder, Consumer<Throwable> onError, Runnable onComplete) {
        AtomicReference<@Nullable Forward<Long>> subscriber = new AtomicReference<>();
        Publisher<Long> source = s -> subscriber.set(new Forward<>(s));
        Disposable sending = JournalSink.to(path("sink"))
                .options(OPTIONS)
                .send(source, encoder)
                .subscribe(ignored -> {}, onError, onComplete);
        running.add(sending);
        await("the sink subscribes", () -> subscriber.get() != null);
        return Objects.requireNonNull(subscriber.get());
    }

    /** Adds nothing. */
    static class Forward<T> implements CoreSubscriber<T> {
        private final Subscriber<? super T> actual;

        Forward(Subscriber<? super T> actual) {
            this.actual = actual;
        }

        @Override
        public void onSubscribe(Subscription s) {
            actual.onSubscribe(s);
        }

        @Override
        public void onNext(T value) {
            actual.onNext(value);
        }

        @Override
        public void onError(Throwable t) {
            actual.onError(t);
        }

        @Override
        public void onComplete() {
            actual.onComplete();
        }
    }
}
