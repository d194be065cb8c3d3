package io.tailrace.samples.feeds;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;

/**
 * Emits the values of a schedule when they are due, in ticks of 1 ms, and never more than is asked for. Nothing is
 * dropped: what could not be emitted in time comes late, and how late is told.
 */
final class PacedFlux {
    private PacedFlux() {}

    /**
     * A cold flux; each subscriber gets a schedule of its own.
     *
     * @param schedules makes a schedule; it is closed at the end
     * @param scheduler runs the ticks; one that runs one task at a time
     * @param nanoClock the time, in ns since any instant
     * @param lateness told in each tick that emits how late the first value is, in ns
     */
    static <T> Flux<T> of(
            Callable<? extends Schedule<T>> schedules,
            Scheduler scheduler,
            LongSupplier nanoClock,
            LongConsumer lateness) {
        return Flux.push(
                sink -> {
                    try {
                        new Ticks<>(schedules.call(), sink, nanoClock, lateness).start(scheduler);
                    } catch (Exception e) {
                        sink.error(e);
                    }
                },
                FluxSink.OverflowStrategy.ERROR);
    }

    private static final class Ticks<T> implements Runnable {
        private static final long TICK_MILLIS = 1;

        private final Schedule<T> schedule;
        private final FluxSink<T> sink;
        private final LongSupplier nanoClock;
        private final LongConsumer lateness;
        private final long begin;
        private boolean pending;
        private boolean ended;

        Ticks(Schedule<T> schedule, FluxSink<T> sink, LongSupplier nanoClock, LongConsumer lateness) {
            this.schedule = schedule;
            this.sink = sink;
            this.nanoClock = nanoClock;
            this.lateness = lateness;
            begin = nanoClock.getAsLong();
        }

        void start(Scheduler scheduler) throws IOException {
            Scheduler.Worker worker = scheduler.createWorker();
            sink.onDispose(() -> {
                worker.dispose();
                // By the scheduler, so that a schedule is not closed under a tick that is still running.
                scheduler.schedule(this::closeSchedule);
            });
            pending = schedule.advance();
            worker.schedulePeriodically(this, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void run() {
            if (ended) {
                return;
            }
            try {
                emitDue(nanoClock.getAsLong() - begin);
                if (!pending) {
                    ended = true;
                    sink.complete();
                }
            } catch (IOException | RuntimeException e) {
                ended = true;
                sink.error(e);
            }
        }

        private void emitDue(long now) throws IOException {
            if (!mayEmit(now)) {
                return;
            }
            if (schedule.dueNanos() != Schedule.AT_ONCE) {
                lateness.accept(now - schedule.dueNanos());
            }
            do {
                sink.next(schedule.value());
                pending = schedule.advance();
            } while (mayEmit(now));
        }

        private boolean mayEmit(long now) {
            return pending && schedule.dueNanos() <= now && sink.requestedFromDownstream() > 0 && !sink.isCancelled();
        }

        private void closeSchedule() {
            ended = true;
            try {
                schedule.close();
            } catch (IOException e) {
                // It was only read.
            }
        }
    }
}
