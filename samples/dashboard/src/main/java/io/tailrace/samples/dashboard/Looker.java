package io.tailrace.samples.dashboard;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Reads frames of those journals that somebody looks at, on one thread, and of no others. */
final class Looker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Looker.class.getName());

    static final int MAX_QUESTIONS = 64;

    private static final long LOOKING_NANOS = 1_000_000L;
    private static final long IDLE_NANOS = 50_000_000L;
    private static final long JOIN_MILLIS = 5_000;

    private final Catalog catalog;
    private final Map<Question, FrameWatch> frames = new ConcurrentHashMap<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "looker");
    private volatile boolean closed;
    private List<JournalWatch> journals = List.of();
    private Moment listedAt = Moment.now();

    private record Question(String id, FrameTail.Query query) {}

    Looker(Catalog catalog) {
        this.catalog = catalog;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closed) {
            boolean looking = false;
            try {
                looking = look();
            } catch (RuntimeException | Error e) {
                // Not foreseen, or a truncated file that the JVM speaks of later than where it was read. No reason to
                // stop looking.
                LOG.log(System.Logger.Level.ERROR, "a look at frames failed", e);
            }
            LockSupport.parkNanos(looking ? LOOKING_NANOS : IDLE_NANOS);
        }
        journals.forEach(watch -> watch.lateness().close());
    }

    private boolean look() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        Moment now = Moment.now();
        frames.values().forEach(watch -> watch.step(now));
        frames.values().removeIf(watch -> watch.isIdle(now));
        return measure(now);
    }

    private boolean measure(Moment now) {
        if (now.secondsSince(listedAt) > IDLE_NANOS / 1e9) {
            journals = catalog.all();
            listedAt = now;
        }
        boolean looking = false;
        for (JournalWatch watch : journals) {
            boolean watched = watch.live().isWatched();
            watch.lateness().step(watched ? watch.journal() : null);
            looking |= watched;
        }
        return looking;
    }

    /** Events with the last frames of a journal; null if too many different ones are asked for at once. */
    @Nullable
    Flux<byte[]> frames(JournalWatch watch, FrameTail.Query query) {
        Question question = new Question(watch.source().id(), query);
        if (frames.size() >= MAX_QUESTIONS && !frames.containsKey(question)) {
            return null;
        }
        return Flux.defer(() -> {
            FrameWatch asked = frames.computeIfAbsent(question, unasked -> new FrameWatch(watch, query));
            return asked.topic().flux(this::execute, asked::hello);
        });
    }

    private void execute(Runnable task) {
        tasks.add(task);
        LockSupport.unpark(thread);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
