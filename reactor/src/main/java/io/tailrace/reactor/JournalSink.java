package io.tailrace.reactor;

import io.tailrace.AppenderOptions;
import io.tailrace.GateClosedException;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalOptions;
import io.tailrace.NoSpaceException;
import io.tailrace.WriterActiveException;
import io.tailrace.WriterLimitException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Publishes into a journal. Immutable; each method returns a new instance.
 *
 * <pre>{@code
 * JournalSink.to(Path.of("/dev/shm/ticks"))
 *         .send(ticks, Encoders.utf8())
 *         .subscribe(total -> log.info("{} frames", total.count()));
 * }</pre>
 *
 * <p><b>Cold.</b> Subscribing to what {@code send} or {@code sendEach} returns opens the journal and takes the writer's role, then subscribes
 * to the source. The role is left, and a journal that was opened here is closed, as soon as there is nothing to append any more, and in any
 * case <i>before</i> a terminal signal.
 *
 * <p><b>Several at once.</b> Whatever is sent into one journal from one JVM, through this sink or others, shares the writer's role: it is
 * taken by the first and left by the last. Each source's elements keep their order; those who have some take turns, of 64 elements while
 * others wait. One that is alone pays nothing for it. What the shared appender reports goes to the listener of the first. An
 * explicit {@link Journal#appender()} is another writer still, and a {@link WriterActiveException} for whoever comes second.
 *
 * <p><b>Several processes</b> send into one journal if that is {@link io.tailrace.JournalMode#SHARED}: made by
 * {@code options(JournalOptions.defaults().mode(JournalMode.SHARED))}, or found so. Each has a writer slot in the place of the writer's role
 * ({@link WriterLimitException} if there is none left), explicit appenders are welcome, and all that is said here holds for each by
 * itself: its elements keep their order, and are there once.
 *
 * <p><b>Threading.</b> Opening may wait for a lock, so it happens on {@link Schedulers#boundedElastic()}, as does subscribing to the source.
 * Frames are appended on the thread on which the source emits, or on {@code boundedElastic} where it is not this one's turn, the journal
 * cannot take more, or that thread must not block (as those of {@link Schedulers#parallel()}) and there is something to wait for, such as
 * the next page; in a shared journal such a thread always hands over, for other writers may take the room that was seen. A source that blocks while it is subscribed to keeps one of those threads, of which there are ten for each core: give many
 * such sources a {@code subscribeOn} of their own.
 *
 * <p><b>Demand.</b> A bounded number of elements is requested ahead (the {@link #prefetch}), and replenished when three quarters were
 * appended; by {@code sendEach}, when their results were told. So {@code requested <= done + prefetch} at any time.
 *
 * <p><b>When the journal cannot take more</b>, because a gating consumer is a capacity behind or the disk is full, what was emitted is held,
 * which is at most the prefetch, and nothing more is requested: a source sees its request stand still. It goes on by itself when the consumer
 * has read on or there is space. No thread waits for that; but one that may block waits for a page in the making, and up to a second for the
 * memory of pages that are being removed. {@link #stallTimeout} makes it an error instead. The subscription's
 * {@link Scannable} tells how many elements are held ({@code BUFFERED}) and why ({@code ERROR}: a {@link GateClosedException} or
 * {@link NoSpaceException}, while {@code TERMINATED} is false).
 *
 * <p><b>Errors</b> of the source, of the encoder and of the journal ({@link JournalException}, such as {@link WriterActiveException} on
 * opening) each reach the subscriber once; for the latter two the source is cancelled, and elements that were not appended go to
 * {@code doOnDiscard}. What was appended before an error stays; what the source emitted before its own error is appended.
 */
public final class JournalSink {
    private static final int DEFAULT_PREFETCH = 256;

    private final SinkSettings settings;

    private JournalSink(SinkSettings settings) {
        this.settings = settings;
    }

    private static JournalSink with(@Nullable Path path, @Nullable Journal journal) {
        return new JournalSink(new SinkSettings(
                path,
                journal,
                JournalOptions.defaults(),
                AppenderOptions.defaults(),
                DEFAULT_PREFETCH,
                Confirmation.visible(),
                AppenderOptions.UNLIMITED));
    }

    /**
     * Publishes into the journal at a path, which is opened or made on subscribe and closed at the end.
     *
     * @param path the journal's directory
     * @return a sink with all defaults
     */
    public static JournalSink to(Path path) {
        return with(Objects.requireNonNull(path, "path"), null);
    }

    /**
     * Publishes into a journal that the caller opened, and closes when nothing is sent any more.
     *
     * @param journal a journal that is open for writing
     * @return a sink with all defaults
     */
    public static JournalSink to(Journal journal) {
        return with(null, Objects.requireNonNull(journal, "journal"));
    }

    /**
     * How the journal is opened or made. Defaults to {@link JournalOptions#defaults()}. Only for {@link #to(Path)}.
     *
     * @param options used as they are
     * @return a new sink
     */
    public JournalSink options(JournalOptions options) {
        if (settings.path() == null) {
            throw new IllegalStateException("options is for to(Path): this journal is open already");
        }
        return new JournalSink(settings.withOptions(Objects.requireNonNull(options, "options")));
    }

    /**
     * How the writer's role, or a slot of a shared journal, is taken, and which clock gives the time. Defaults to {@link AppenderOptions#defaults()}. Its
     * {@code gateTimeout} does not count here: {@link #stallTimeout} does.
     *
     * @param options used as they are; where several share the role, each uses its own clock
     * @return a new sink
     */
    public JournalSink appender(AppenderOptions options) {
        return new JournalSink(settings.withAppenderOptions(Objects.requireNonNull(options, "options")));
    }

    /**
     * How many elements are requested of the source ahead. Defaults to 256.
     *
     * @param elements at least 1; {@link Integer#MAX_VALUE} requests all at once
     * @return a new sink
     */
    public JournalSink prefetch(int elements) {
        if (elements < 1) {
            throw new IllegalArgumentException("prefetch must be at least 1: " + elements);
        }
        return new JournalSink(settings.withPrefetch(elements));
    }

    /**
     * When something counts as done. Defaults to {@link Confirmation#visible()}. The role is not held for the time that confirmations are
     * waited for once all is appended.
     *
     * @param confirmation how
     * @return a new sink
     */
    public JournalSink confirm(Confirmation confirmation) {
        return new JournalSink(settings.withConfirmation(Objects.requireNonNull(confirmation, "confirmation")));
    }

    /**
     * How long it may last that there are elements and none can be appended; then the send ends with the reason, a
     * {@link GateClosedException} or {@link NoSpaceException}. Defaults to {@link AppenderOptions#UNLIMITED}.
     *
     * @param timeout zero or more; zero: an error at once
     * @return a new sink
     */
    public JournalSink stallTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("stallTimeout must not be negative: " + timeout);
        }
        return new JournalSink(settings.withStallTimeout(timeout));
    }

    /**
     * Appends what a source emits, a frame for each element.
     *
     * @param <T> what the source emits
     * @param source subscribed to when the journal is open
     * @param encoder writes elements into the journal; called on the thread that appends, serially
     * @return a cold mono of what was done, when the source completed and the last frame is confirmed
     */
    public <T> Mono<SendTotal> send(Publisher<? extends T> source, FrameEncoder<? super T> encoder) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(encoder, "encoder");
        return MonoSend.assemble(source, encoder, settings);
    }

    /**
     * Appends what a source emits, with {@link Encoders#standard()}.
     *
     * @param source of {@code byte[]}, {@code ByteBuffer}, {@code String} or {@code Frame}; other elements are an
     *     {@link IllegalArgumentException}
     * @return a cold mono of what was done, when the source completed and the last frame is confirmed
     */
    public Mono<SendTotal> send(Publisher<?> source) {
        return send(source, Encoders.standard());
    }

    /**
     * Appends the values that a source emits, a frame for each, and tells of each when it is confirmed. Results come in the order of the
     * elements and as they are requested; until one was told, its element counts among the {@link #prefetch}. An error comes behind the
     * results of what was appended before it, save those that can never be confirmed. What is discarded is the {@link Outgoing}, or the
     * {@link SendResult} if it was appended.
     *
     * @param <T> the values' type
     * @param <C> the correlations' type
     * @param source subscribed to when the journal is open
     * @param encoder writes values into the journal; called on the thread that appends, serially
     * @return a cold flux of the results
     */
    public <T, C extends @Nullable Object> Flux<SendResult<C>> sendEach(
            Publisher<? extends Outgoing<? extends T, C>> source, FrameEncoder<? super T> encoder) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(encoder, "encoder");
        return FluxSendEach.assemble(source, encoder, settings);
    }

    /**
     * As {@link #sendEach(Publisher, FrameEncoder)}, with {@link Encoders#standard()}.
     *
     * @param <C> the correlations' type
     * @param source with values of {@code byte[]}, {@code ByteBuffer}, {@code String} or {@code Frame}; others are an
     *     {@link IllegalArgumentException}
     * @return a cold flux of the results
     */
    public <C extends @Nullable Object> Flux<SendResult<C>> sendEach(Publisher<? extends Outgoing<?, C>> source) {
        return sendEach(source, Encoders.standard());
    }
}
