package io.tailrace.reactor;

import io.tailrace.ConsumerActiveException;
import io.tailrace.ConsumerPolicy;
import io.tailrace.DeliveryMode;
import io.tailrace.Frame;
import io.tailrace.FrameDecoder;
import io.tailrace.GapException;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalNotFoundException;
import io.tailrace.JournalOptions;
import io.tailrace.Start;
import io.tailrace.Until;
import io.tailrace.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;

/**
 * A journal as a {@link Flux}: what is in it, and without a seam what comes into it. Immutable; each method returns a new instance.
 *
 * <pre>{@code
 * JournalFlux.from(Path.of("/dev/shm/ticks"))
 *         .consumer("risk")
 *         .receive()
 *         .map(Frame::utf8)
 *         .doOnNext(limits::check)
 *         .blockLast();
 * }</pre>
 *
 * <p><b>Cold.</b> Nothing is opened before somebody subscribes; each subscription has a reader of its own, which is closed, its consumer
 * name free again, <i>before</i> {@code onComplete} or {@code onError} is signalled. So {@code repeat}, {@code retryWhen},
 * {@code switchMap} and {@code take(n)} work on one name. After {@code cancel} all is freed on the loop's next turn; cancelled inside
 * {@code onNext}, as soon as that returned.
 *
 * <p><b>Threading.</b> Opening, reading, decoding and all signals happen on the {@link PollLoop}, serially. A slow subscriber holds its
 * loop up: hand on with {@code publishOn}, or give it a loop of its own. Request and cancel come from any thread.
 *
 * <p><b>Demand.</b> Nothing is read that was not requested, and nothing is buffered.
 *
 * <p><b>Delivery</b> is in the method's name, and counts with a consumer name. {@link #receive()}: at least once by itself; a frame is done
 * when {@code onNext} returned for it, and one that was in {@code onNext} when <i>another</i> thread cancelled comes again for the next
 * subscription of that name. Operators that hand frames on to another thread return before they are processed there: for those there is
 * {@link #receiveManual()}, where a frame is done when it is acknowledged. {@link #receiveAtMostOnce()}: none comes twice.
 *
 * <p><b>Errors</b> are {@link JournalException}s, of which each says whether a retry makes sense, and whatever the decoder throws. An
 * exception out of the subscriber's {@code onNext} cancels that subscription and goes to {@code Hooks.onErrorDropped}; the loop and its
 * other subscriptions go on.
 */
public final class JournalFlux {
    /**
     * Asks a subscription why it does not go on, as {@code stat} and the listener say it after a moment: for example
     * {@code "waiting for acknowledge of position 4711"}; null while it does, and if what is missing is demand or frames.
     *
     * <pre>{@code
     * flux.receiveManual().doOnSubscribe(s -> gauge(() -> Scannable.from(s).scan(JournalFlux.PAUSED)))
     * }</pre>
     */
    public static final Scannable.Attr<String> PAUSED = PausedAttr.PAUSED;

    /**
     * Asks a subscription how its loop is woken when frames come: {@code "futex"}, {@code "doorbell"} or {@code "polling"}, as {@link WakeUp}
     * says them, {@code "polling"} before its first sleep; where it does not sleep until it is woken the alias of its idle strategy, as
     * {@code "spin"}; null where the loop does not idle itself, on a scheduler or an agent with another idle strategy.
     *
     * <pre>{@code
     * flux.receive().doOnSubscribe(s -> gauge(() -> Scannable.from(s).scan(JournalFlux.WOKEN_BY)))
     * }</pre>
     */
    public static final Scannable.Attr<String> WOKEN_BY = WokenByAttr.WOKEN_BY;

    /** Three arrays of as many longs: more than that is a mistake. */
    private static final int MOST_IN_FLIGHT = 1 << 20;

    private final ReaderSource source;
    private final PollLoop loop;

    private JournalFlux(ReaderSource source, PollLoop loop) {
        this.source = source;
        this.loop = loop;
    }

    /**
     * Reads the journal at a path, which is opened on subscribe and closed at the end.
     *
     * @param path the journal's directory
     * @return a source with all defaults
     */
    public static JournalFlux from(Path path) {
        return new JournalFlux(ReaderSource.of(Objects.requireNonNull(path, "path"), null), PollLoop.shared());
    }

    /**
     * Reads a journal that the caller opened, and closes when nobody reads it any more.
     *
     * @param journal an open journal
     * @return a source with all defaults
     */
    public static JournalFlux from(Journal journal) {
        return new JournalFlux(ReaderSource.of(journal.path(), journal), PollLoop.shared());
    }

    /**
     * How the journal is opened. Defaults to read-only, to read-write with a consumer name or as {@link ConsumerPolicy#GATE}, because
     * that is written down. Only for {@link #from(Path)}.
     *
     * @param options used as they are
     * @return a new source
     */
    public JournalFlux options(JournalOptions options) {
        requirePath("options");
        return with(source.withOptions(Objects.requireNonNull(options, "options")));
    }

    /**
     * Reads under a name, with a cursor in shared memory that survives everything. Defaults to none. If the name is in use, a subscription
     * waits a moment for its owner to leave, 2 s for one that is not evidently alive, else 50 ms; then it is a
     * {@link ConsumerActiveException}.
     *
     * @param name 1 to 124 bytes of UTF-8 without control characters
     * @return a new source
     */
    public JournalFlux consumer(String name) {
        return with(source.withReaderOptions(source.readerOptions().consumer(name)));
    }

    /**
     * What this reader may hold up. A consumer keeps the policy that was set last, {@link ConsumerPolicy#GATE} if none ever was. Without a
     * name it is {@link ConsumerPolicy#FREE} unless set, and cannot be {@link ConsumerPolicy#EVICT}.
     *
     * <pre>{@code
     * flux.consumer("dashboard").policy(ConsumerPolicy.EVICT).skipGaps(gap -> log.warn("lost", gap)).receive()
     * }</pre>
     *
     * @param policy what it may hold up
     * @return a new source
     */
    public JournalFlux policy(ConsumerPolicy policy) {
        return with(source.withReaderOptions(source.readerOptions().policy(policy)));
    }

    /**
     * Where to begin. Counts only where the named consumer has no cursor yet. Defaults to {@link Start#earliest()}.
     *
     * @param start where
     * @return a new source
     */
    public JournalFlux start(Start start) {
        return with(source.withReaderOptions(source.readerOptions().start(start)));
    }

    /**
     * Where to complete. Defaults to {@link Until#never()}. Completing ends the subscription whatever is in flight.
     *
     * @param until where; {@link Until#tail()} is the tail when the subscription was opened
     * @return a new source
     */
    public JournalFlux until(Until until) {
        return with(source.withReaderOptions(source.readerOptions().until(until)));
    }

    /**
     * Which thread reads. Defaults to {@link PollLoop#shared()}.
     *
     * @param loop shared by any number of subscriptions
     * @return a new source
     */
    public JournalFlux runOn(PollLoop loop) {
        return new JournalFlux(source, Objects.requireNonNull(loop, "loop"));
    }

    /**
     * Lets a subscriber start before the publisher made the journal. Defaults to zero: a journal that is not there is a
     * {@link JournalNotFoundException} at once. Only for {@link #from(Path)}.
     *
     * @param atMost how long to wait until it is that error; zero or more
     * @return a new source
     */
    public JournalFlux awaitJournal(Duration atMost) {
        requirePath("awaitJournal");
        return with(source.withAwaitNanos(Nanos.saturated(atMost, "awaitJournal")));
    }

    /**
     * Goes on over what is no longer retained. Defaults to an error: a {@link GapException} ends the flux, and who subscribes again goes
     * on at what is still there.
     *
     * <pre>{@code
     * flux.skipGaps(gap -> log.warn("lost {} to {}", gap.from(), gap.to())).receive()
     * }</pre>
     *
     * @param told of each gap, on the loop's thread, before the first frame behind it; what it throws ends the flux with that error
     * @return a new source
     */
    public JournalFlux skipGaps(Consumer<? super GapException> told) {
        return with(source.withOnGap(Objects.requireNonNull(told, "told")));
    }

    /**
     * How many deliveries of {@link #receiveManual()} may be in flight, that is from the first one that is not acknowledged to the last
     * one delivered. While there are so many nothing is read, whatever the demand, and {@link #PAUSED} says so. Defaults to 1,024.
     *
     * <p>What is in flight also counts against the journal's capacity: where a pipeline needs n frames before it acknowledges the first, as
     * {@code buffer(n)} does, the capacity has to hold n, or it and the writer wait for each other; {@code stat} says whom the writer waits
     * for.
     *
     * <pre>{@code
     * flux.consumer("risk").maxInFlight(64).receiveManual()
     * }</pre>
     *
     * @param deliveries 1 to 1,048,576
     * @return a new source
     */
    public JournalFlux maxInFlight(int deliveries) {
        if (deliveries < 1 || deliveries > MOST_IN_FLIGHT) {
            throw new IllegalArgumentException("maxInFlight must be 1 to " + MOST_IN_FLIGHT + ", not " + deliveries);
        }
        return with(source.withMaxInFlight(deliveries));
    }

    /**
     * Ties all subscriptions to a signal that ends them without leaving work half done. Defaults to none.
     *
     * <pre>{@code
     * flux.consumer("risk").draining(signal).receive()
     * }</pre>
     *
     * @param signal shared by any number of sources
     * @return a new source
     */
    public JournalFlux draining(DrainSignal signal) {
        return with(source.withDrain(Objects.requireNonNull(signal, "signal")));
    }

    /**
     * The journal as frames. With a consumer name at least once, by itself: a frame is done when {@code onNext} returned for it.
     *
     * @return a cold flux of immutable frames, safe to buffer and to hand on
     */
    public Flux<Frame> receive() {
        return receive(Frame.decoder());
    }

    /**
     * The journal as values, decoded on the mapped bytes without an intermediate copy. With a consumer name at least once, by itself: a
     * frame is done when {@code onNext} returned for it.
     *
     * @param <T> what is decoded
     * @param decoder called on the loop's thread, shared by all subscriptions; what it throws ends the subscription with that error
     * @return a cold flux
     * @throws IllegalStateException if the policy needs a consumer name, and there is none
     */
    public <T> Flux<T> receive(FrameDecoder<? extends T> decoder) {
        return FluxJournal.assemble(delivering(DeliveryMode.AT_LEAST_ONCE), requireDecoder(decoder), loop);
    }

    /**
     * The journal as frames, none of them twice under one consumer name: the cursor passes a frame before {@code onNext} is called for it.
     * One that is in {@code onNext} when the process dies does not come again.
     *
     * <pre>{@code
     * flux.consumer("pager").receiveAtMostOnce().subscribe(pager::ring)
     * }</pre>
     *
     * @return a cold flux of immutable frames, safe to buffer and to hand on
     * @throws IllegalStateException without a consumer name, whose cursor it is about
     */
    public Flux<Frame> receiveAtMostOnce() {
        return receiveAtMostOnce(Frame.decoder());
    }

    /**
     * The journal as values, none of them twice under one consumer name: the cursor passes a frame when it is decoded, before
     * {@code onNext} is called for it.
     *
     * <pre>{@code
     * flux.consumer("pager").receiveAtMostOnce(Decoders.utf8()).subscribe(pager::ring)
     * }</pre>
     *
     * @param <T> what is decoded
     * @param decoder as for {@link #receive(FrameDecoder)}
     * @return a cold flux
     * @throws IllegalStateException without a consumer name, whose cursor it is about
     */
    public <T> Flux<T> receiveAtMostOnce(FrameDecoder<? extends T> decoder) {
        requireConsumer("receiveAtMostOnce");
        return FluxJournal.assemble(delivering(DeliveryMode.AT_MOST_ONCE), requireDecoder(decoder), loop);
    }

    /**
     * The journal as frames that are done when they are {@linkplain Delivery#acknowledge() acknowledged}: for pipelines that process on
     * other threads, or asynchronously. The cursor moves over all that are done without a hole. What is not acknowledged when the
     * subscription ends, be it dropped by an operator, cancelled or completed, comes again for the next one of that name; to end without
     * that there is {@link #draining}. One that is never acknowledged stops reading after {@link #maxInFlight} deliveries.
     *
     * <pre>{@code
     * flux.consumer("risk").receiveManual()
     *         .flatMap(delivery -> store(delivery.value()).doOnSuccess(stored -> delivery.acknowledge()))
     *         .subscribe()
     * }</pre>
     *
     * @return a cold flux of deliveries, safe to buffer and to hand on
     * @throws IllegalStateException without a consumer name, whose cursor it is about
     */
    public Flux<Delivery<Frame>> receiveManual() {
        return receiveManual(Frame.decoder());
    }

    /**
     * The journal as values that are done when they are {@linkplain Delivery#acknowledge() acknowledged}; see {@link #receiveManual()}.
     *
     * <pre>{@code
     * flux.consumer("risk").receiveManual(Decoders.utf8())
     *         .bufferTimeout(100, Duration.ofMillis(10))
     *         .concatMap(batch -> store(batch).doOnSuccess(stored -> batch.forEach(Delivery::acknowledge)))
     *         .subscribe()
     * }</pre>
     *
     * @param <T> what is decoded
     * @param decoder as for {@link #receive(FrameDecoder)}
     * @return a cold flux of deliveries
     * @throws IllegalStateException without a consumer name, whose cursor it is about
     */
    public <T> Flux<Delivery<T>> receiveManual(FrameDecoder<? extends T> decoder) {
        requireConsumer("receiveManual");
        return FluxJournal.assembleManual(delivering(DeliveryMode.MANUAL), requireDecoder(decoder), loop);
    }

    private JournalFlux with(ReaderSource changed) {
        return new JournalFlux(changed, loop);
    }

    private ReaderSource delivering(DeliveryMode mode) {
        if (source.readerOptions().policy() == ConsumerPolicy.EVICT) {
            requireConsumer("policy evict");
        }
        return source.withReaderOptions(source.readerOptions().delivery(mode));
    }

    private void requireConsumer(String what) {
        if (source.readerOptions().consumer() == null) {
            throw new IllegalStateException(
                    what + " needs a name whose cursor it is about: call consumer(name) before");
        }
    }

    private void requirePath(String what) {
        if (source.journal() != null) {
            throw new IllegalStateException(what + " is for from(Path): this journal is open already");
        }
    }

    private static <T> FrameDecoder<? extends T> requireDecoder(FrameDecoder<? extends T> decoder) {
        return Objects.requireNonNull(decoder, "decoder");
    }
}
