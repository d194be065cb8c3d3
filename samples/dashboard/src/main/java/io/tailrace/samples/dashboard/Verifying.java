package io.tailrace.samples.dashboard;

import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalOptions;
import io.tailrace.Verification;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Walks over whole journals on demand: one at a time, on a thread of its own. */
final class Verifying implements AutoCloseable {
    private final Scheduler thread;
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    Verifying() {
        this(Schedulers.newSingle("verify", true));
    }

    /**
     * Walks on a thread.
     *
     * @param thread one; ends with this
     */
    Verifying(Scheduler thread) {
        this.thread = thread;
    }

    /** What a walk found. */
    record Result(
            boolean sound,
            @Nullable Long pages,
            @Nullable Long frames,
            @Nullable Long payloadBytes,
            @Nullable Long tail,
            @Nullable String fault,
            @Nullable Long position,
            double millis) {}

    /** The walk over a journal, from now on; null if one over it runs already, or waits for one over another. */
    @Nullable
    Mono<Result> verify(JournalWatch watch) {
        String id = watch.source().id();
        if (!running.add(id)) {
            return null;
        }
        // It goes on although who asked has gone: a walk cannot be stopped, and must not be begun twice.
        Mono<Result> result = Mono.fromCallable(() -> walk(watch.source(), id))
                .subscribeOn(thread)
                .cache();
        result.subscribe(ignored -> {}, ignored -> {});
        return result;
    }

    private Result walk(Source source, String id) {
        long begin = System.nanoTime();
        try (Journal journal = Journal.open(
                source.path(), JournalOptions.defaults().readOnly(true).trustGroup(true))) {
            return result(journal.verify(), begin);
        } catch (JournalException e) {
            return new Result(false, null, null, null, null, e.getMessage(), position(e), millisSince(begin));
        } catch (InternalError e) {
            return new Result(
                    false, null, null, null, null, "a page was truncated meanwhile", null, millisSince(begin));
        } finally {
            // Before the answer leaves: who has it may ask again.
            running.remove(id);
        }
    }

    private static Result result(Verification found, long begin) {
        JournalException fault = found.fault();
        return new Result(
                fault == null,
                found.pages(),
                found.frames(),
                found.payloadBytes(),
                found.tail(),
                fault == null ? null : fault.getMessage(),
                fault == null ? null : position(fault),
                millisSince(begin));
    }

    private static @Nullable Long position(JournalException fault) {
        return fault.position() == JournalException.NO_POSITION ? null : (Long) fault.position();
    }

    private static double millisSince(long begin) {
        return (System.nanoTime() - begin) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    @Override
    public void close() {
        thread.dispose();
    }
}
