package io.tailrace.samples.worker;

import io.tailrace.ConsumerWatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps a worker running: starts another one whenever it has ended, at once if it had got on, else later and later.
 * And it is what kills it. It sees the worker's cursor, in shared memory; the worker knows nothing of all this.
 */
final class Supervisor {
    private static final Duration LOOK_EVERY = Duration.ofMillis(1);
    private static final Duration DRAIN = Duration.ofSeconds(20);
    private static final Duration MIN_BACKOFF = Duration.ofMillis(20);
    private static final int MAX_FAILURES = 8;

    /** How it ended. */
    enum Outcome {
        /** All frames are acknowledged. */
        DONE,
        /** It was asked to end, and the worker has drained. */
        STOPPED,
        /** It took too long, or a worker does not get on, or did not end as asked. */
        FAILED
    }

    private final Path orders;
    private final Path ledger;
    private final ConsumerWatch watch;
    private final Kills kills;
    private final CompletableFuture<Long> lastOrder;
    private final PrintWriter out;
    private int starts;
    private int failures;

    /**
     * Supervises.
     *
     * @param watch of the worker's cursor
     * @param lastOrder position of the last frame, once it is published
     */
    Supervisor(
            Path orders,
            Path ledger,
            ConsumerWatch watch,
            Kills kills,
            CompletableFuture<Long> lastOrder,
            PrintWriter out) {
        this.orders = orders;
        this.ledger = ledger;
        this.watch = watch;
        this.kills = kills;
        this.lastOrder = lastOrder;
        this.out = out;
    }

    /**
     * Runs until all is done.
     *
     * @param stop ends it early
     * @param deadline as {@link System#nanoTime()} will say it
     */
    Outcome run(CompletableFuture<Void> stop, long deadline) throws IOException, InterruptedException {
        while (!stop.isDone()) {
            long begin = watch.position();
            try (WorkerProcess worker = WorkerProcess.start(orders, ledger)) {
                starts++;
                kills.planNext(begin);
                boolean ended = runsOn(worker, stop, deadline);
                if (!ended) {
                    return end(worker, stop);
                }
            }
            failures = watch.position() > begin ? 0 : failures + 1;
            if (failures == MAX_FAILURES) {
                out.println(failures + " workers, one after the other, ended without any work done");
                return Outcome.FAILED;
            }
            backOff(stop);
        }
        return Outcome.STOPPED;
    }

    /** Looks at a worker until it ends, or is killed, which is true; false if it is to end well. */
    private boolean runsOn(WorkerProcess worker, CompletableFuture<Void> stop, long deadline)
            throws InterruptedException {
        while (!worker.endsWithin(LOOK_EVERY)) {
            if (isDone() || stop.isDone() || lastOrder.isCompletedExceptionally() || System.nanoTime() > deadline) {
                return false;
            }
            if (kills.isDue(watch.position())) {
                kill(worker);
                return true;
            }
        }
        // By itself, or by somebody else's hand.
        out.println("worker " + worker.pid() + " ended with " + worker.exitCode());
        return true;
    }

    private void kill(WorkerProcess worker) throws InterruptedException {
        // At any instruction, not only at those where the cursor has just moved.
        Thread.sleep(0, kills.extraNanos());
        boolean killed = worker.kill();
        if (killed && !isDone()) {
            kills.hit();
            out.printf(
                    Locale.ROOT, "kill %d: worker %d, cursor at %,d%n", kills.hits(), worker.pid(), watch.position());
        }
    }

    private Outcome end(WorkerProcess worker, CompletableFuture<Void> stop) throws InterruptedException {
        boolean done = isDone();
        if (!worker.drain(DRAIN)) {
            out.println("worker " + worker.pid() + " did not drain");
            return Outcome.FAILED;
        }
        if (done) {
            return Outcome.DONE;
        }
        if (stop.isDone()) {
            return Outcome.STOPPED;
        }
        out.println(lastOrder.isCompletedExceptionally() ? "publishing failed: " + lastOrder : "not done in time");
        return Outcome.FAILED;
    }

    private void backOff(CompletableFuture<Void> stop) throws InterruptedException {
        try {
            stop.get(MIN_BACKOFF.toMillis() << failures, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Nobody asked for the end: go on.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isDone() {
        return lastOrder.isDone() && !lastOrder.isCompletedExceptionally() && watch.hasPassed(lastOrder.join());
    }

    /** How many workers were started. */
    int starts() {
        return starts;
    }
}
