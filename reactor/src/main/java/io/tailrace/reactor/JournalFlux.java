package io.tailrace.reactor;

import io.tailrace.ConsumerActiveException;
import io.tailrace.Frame;
import io.tailrace.FrameDecoder;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalNotFoundException;
import io.tailrace.JournalOptions;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.Until;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
 * <p><b>Delivery.</b> With a consumer name at least once: a frame counts as done when {@code onNext} returned for it. One that was in
 * {@code onNext} when <i>another</i> thread cancelled comes again for the next subscription of that name. Operators that hand frames on to
 * another thread return before they are processed there.
 *
 * <p><b>Errors</b> are {@link JournalException}s, of which each says whether a retry makes sense, and whatever the decoder throws. An
 * exception out of the subscriber's {@code onNext} cancels that subscription and goes to {@code Hooks.onErrorDropped}; the loop and its
 * other subscriptions go on.
 */
public final class JournalFlux {
    private final @Nullable Journal journal;
    private final @Nullable Path path;
    private final @Nullable JournalOptions options;
    private final ReaderOptions readerOptions;
    private final PollLoop loop;
    private final Duration awaitJournal;

    private JournalFlux(
            @Nullable Journal journal,
            @Nullable Path path,
            @Nullable JournalOptions options,
            ReaderOptions readerOptions,
            PollLoop loop,
            Duration awaitJournal) {
        this.journal = journal;
        this.path = path;
        this.options = options;
        this.readerOptions = readerOptions;
        this.loop = loop;
        this.awaitJournal = awaitJournal;
    }

    /**
     * Reads the journal at a path, which is opened on subscribe and closed at the end.
     *
     * @param path the journal's directory
     * @return a source with all defaults
     */
    public static JournalFlux from(Path path) {
        return new JournalFlux(
                null,
                Objects.requireNonNull(path, "path"),
                null,
                ReaderOptions.defaults(),
                PollLoop.shared(),
                Duration.ZERO);
    }

    /**
     * Reads a journal that the caller opened, and closes when nobody reads it any more.
     *
     * @param journal an open journal
     * @return a source with all defaults
     */
    public static JournalFlux from(Journal journal) {
        return new JournalFlux(
                Objects.requireNonNull(journal, "journal"),
                null,
                null,
                ReaderOptions.defaults(),
                PollLoop.shared(),
                Duration.ZERO);
    }

    /**
     * How the journal is opened. Defaults to read-only without a consumer name, to read-write with one, because its cursor is written.
     * Only for {@link #from(Path)}.
     *
     * @param options used as they are
     * @return a new source
     */
    public JournalFlux options(JournalOptions options) {
        requirePath("options");
        return new JournalFlux(
                journal, path, Objects.requireNonNull(options, "options"), readerOptions, loop, awaitJournal);
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
        return new JournalFlux(journal, path, options, readerOptions.consumer(name), loop, awaitJournal);
    }

    /**
     * Where to begin. Counts only where the named consumer has no cursor yet. Defaults to {@link Start#earliest()}.
     *
     * @param start where
     * @return a new source
     */
    public JournalFlux start(Start start) {
        return new JournalFlux(journal, path, options, readerOptions.start(start), loop, awaitJournal);
    }

    /**
     * Where to complete. Defaults to {@link Until#never()}.
     *
     * @param until where; {@link Until#tail()} is the tail when the subscription was opened
     * @return a new source
     */
    public JournalFlux until(Until until) {
        return new JournalFlux(journal, path, options, readerOptions.until(until), loop, awaitJournal);
    }

    /**
     * Which thread reads. Defaults to {@link PollLoop#shared()}.
     *
     * @param loop shared by any number of subscriptions
     * @return a new source
     */
    public JournalFlux runOn(PollLoop loop) {
        return new JournalFlux(
                journal, path, options, readerOptions, Objects.requireNonNull(loop, "loop"), awaitJournal);
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
        if (atMost.isNegative()) {
            throw new IllegalArgumentException("awaitJournal must not be negative: " + atMost);
        }
        return new JournalFlux(journal, path, options, readerOptions, loop, atMost);
    }

    /**
     * The journal as frames.
     *
     * @return a cold flux of immutable frames, safe to buffer and to hand on
     */
    public Flux<Frame> receive() {
        return receive(Frame.decoder());
    }

    /**
     * The journal as values, decoded on the mapped bytes without an intermediate copy.
     *
     * @param <T> what is decoded
     * @param decoder called on the loop's thread, shared by all subscriptions; what it throws ends the subscription with that error
     * @return a cold flux
     */
    public <T> Flux<T> receive(FrameDecoder<? extends T> decoder) {
        Objects.requireNonNull(decoder, "decoder");
        return FluxJournal.assemble(source(), decoder, loop);
    }

    private ReaderSource source() {
        if (journal != null) {
            return new ReaderSource(journal.path(), journal, JournalOptions.defaults(), readerOptions, 0);
        }
        JournalOptions effective =
                options != null ? options : JournalOptions.defaults().readOnly(readerOptions.consumer() == null);
        return new ReaderSource(
                Objects.requireNonNull(path), null, effective, readerOptions, saturatedNanos(awaitJournal));
    }

    private void requirePath(String what) {
        if (path == null) {
            throw new IllegalStateException(what + " is for from(Path): this journal is open already");
        }
    }

    private static long saturatedNanos(Duration duration) {
        // An eighth of the range is 36 years: added to any clock it does not overflow.
        Duration most = Duration.ofNanos(Long.MAX_VALUE / 8);
        return (duration.compareTo(most) > 0 ? most : duration).toNanos();
    }
}
