package io.tailrace.reactor;

import io.tailrace.AppenderOptions;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalOptions;
import io.tailrace.WriterActiveException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Publishes into a journal. Immutable; each method returns a new instance.
 *
 * <pre>{@code
 * JournalSink.to(Path.of("/dev/shm/ticks"))
 *         .send(ticks, Encoders.utf8())
 *         .subscribe(result -> log.info("{} frames", result.count()));
 * }</pre>
 *
 * <p><b>Cold.</b> Subscribing to what {@code send} returns opens the journal and takes the writer's role, then subscribes to the source. The
 * role is left, and a journal that was opened here is closed, <i>before</i> a terminal signal.
 *
 * <p><b>Threading.</b> Opening may wait for a lock, so it happens on {@link Schedulers#boundedElastic()}, as does subscribing to the source.
 * Frames are appended on the thread on which the source emits. If that thread must not block (as those of {@link Schedulers#parallel()}) and
 * the next page is not ready, elements are held, at most as many as were requested, and go on from {@code boundedElastic}. A
 * source that blocks while it is subscribed to keeps one of those threads, of which there are ten for each core: give many such sources a
 * {@code subscribeOn} of their own.
 *
 * <p><b>Demand.</b> A bounded number of elements is requested ahead, and replenished when three quarters were appended.
 *
 * <p><b>Errors</b> of the source, of the encoder and of the journal ({@link JournalException}, such as {@link WriterActiveException} on
 * opening) each reach the subscriber once; for the latter two the source is cancelled, and elements that were not appended go to
 * {@code doOnDiscard}. What was appended before an error stays; what the source emitted before its own error is appended.
 */
public final class JournalSink {
    private static final int DEFAULT_PREFETCH = 256;

    private final @Nullable Journal journal;
    private final @Nullable Path path;
    private final JournalOptions options;
    private final AppenderOptions appenderOptions;
    private final int prefetch;

    private JournalSink(
            @Nullable Journal journal,
            @Nullable Path path,
            JournalOptions options,
            AppenderOptions appenderOptions,
            int prefetch) {
        this.journal = journal;
        this.path = path;
        this.options = options;
        this.appenderOptions = appenderOptions;
        this.prefetch = prefetch;
    }

    /**
     * Publishes into the journal at a path, which is opened or made on subscribe and closed at the end.
     *
     * @param path the journal's directory
     * @return a sink with all defaults
     */
    public static JournalSink to(Path path) {
        return new JournalSink(
                null,
                Objects.requireNonNull(path, "path"),
                JournalOptions.defaults(),
                AppenderOptions.defaults(),
                DEFAULT_PREFETCH);
    }

    /**
     * Publishes into a journal that the caller opened, and closes when nothing is sent any more.
     *
     * @param journal a journal that is open for writing
     * @return a sink with all defaults
     */
    public static JournalSink to(Journal journal) {
        return new JournalSink(
                Objects.requireNonNull(journal, "journal"),
                null,
                JournalOptions.defaults(),
                AppenderOptions.defaults(),
                DEFAULT_PREFETCH);
    }

    /**
     * How the journal is opened or made. Defaults to {@link JournalOptions#defaults()}. Only for {@link #to(Path)}.
     *
     * @param options used as they are
     * @return a new sink
     */
    public JournalSink options(JournalOptions options) {
        if (path == null) {
            throw new IllegalStateException("options is for to(Path): this journal is open already");
        }
        return new JournalSink(journal, path, Objects.requireNonNull(options, "options"), appenderOptions, prefetch);
    }

    /**
     * How the writer's role is taken, and which clock gives the time. Defaults to {@link AppenderOptions#defaults()}.
     *
     * @param options used as they are
     * @return a new sink
     */
    public JournalSink appender(AppenderOptions options) {
        return new JournalSink(journal, path, this.options, Objects.requireNonNull(options, "options"), prefetch);
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
        return new JournalSink(journal, path, options, appenderOptions, elements);
    }

    /**
     * Appends what a source emits, a frame for each element.
     *
     * @param <T> what the source emits
     * @param source subscribed to when the journal is open
     * @param encoder writes elements into the journal; called on the thread that appends, serially
     * @return a cold mono of what was done, when the source completed
     */
    public <T> Mono<SendResult> send(Publisher<? extends T> source, FrameEncoder<? super T> encoder) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(encoder, "encoder");
        return MonoSend.assemble(
                source, encoder, new AppenderSource(path, journal, options, appenderOptions), prefetch);
    }

    /**
     * Appends what a source emits, with {@link Encoders#standard()}.
     *
     * @param source of {@code byte[]}, {@code ByteBuffer}, {@code String} or {@code Frame}; other elements are an
     *     {@link IllegalArgumentException}
     * @return a cold mono of what was done, when the source completed
     */
    public Mono<SendResult> send(Publisher<?> source) {
        return send(source, Encoders.standard());
    }
}
