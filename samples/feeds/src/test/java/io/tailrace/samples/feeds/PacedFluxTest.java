package io.tailrace.samples.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class PacedFluxTest {
    private final List<Long> latenessMillis = new ArrayList<>();
    private VirtualTimeScheduler time;
    private Millis schedule;

    @BeforeEach
    void freshTime() {
        time = VirtualTimeScheduler.create();
    }

    @Test
    void emitsWhatIsDueInTheTickAtWhichItIsDue() {
        StepVerifier.withVirtualTime(() -> paced(0, 3, 3, 10), () -> time, Long.MAX_VALUE)
                .expectNext(0L)
                .thenAwait(Duration.ofMillis(2))
                .then(() -> assertEquals(1, schedule.emitted()))
                .thenAwait(Duration.ofMillis(1))
                .expectNext(3L, 3L)
                .expectNoEvent(Duration.ofMillis(6))
                .thenAwait(Duration.ofMillis(1))
                .expectNext(10L)
                .expectComplete()
                .verify(Duration.ofSeconds(5));
        assertEquals(List.of(0L, 0L, 0L), latenessMillis);
        assertTrue(schedule.closed);
    }

    @Test
    void dropsNothingWithoutDemandAndTellsHowLateItIs() {
        StepVerifier.withVirtualTime(() -> paced(1, 2, 3, 4), () -> time, 0)
                .expectSubscription()
                .thenRequest(1)
                .thenAwait(Duration.ofMillis(20))
                .expectNext(1L)
                .then(() -> assertEquals(List.of(0L), latenessMillis))
                .thenRequest(2)
                .thenAwait(Duration.ofMillis(1))
                .expectNext(2L, 3L)
                .thenAwait(Duration.ofMillis(5))
                .then(() -> assertEquals(3, schedule.emitted()))
                .thenRequest(1)
                .thenAwait(Duration.ofMillis(1))
                .expectNext(4L)
                .expectComplete()
                .verify(Duration.ofSeconds(5));
        assertEquals(List.of(0L, 19L, 23L), latenessMillis);
    }

    @Test
    void closesItsScheduleOnCancel() {
        StepVerifier.withVirtualTime(() -> paced(1, 1_000), () -> time, Long.MAX_VALUE)
                .thenAwait(Duration.ofMillis(5))
                .expectNext(1L)
                .thenCancel()
                .verify(Duration.ofSeconds(5));
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertTrue(schedule.closed);
        assertEquals(1, schedule.emitted());
    }

    @Test
    void passesAnErrorOfTheScheduleOnAndClosesIt() {
        StepVerifier.withVirtualTime(() -> paced(1, 2, -1), () -> time, Long.MAX_VALUE)
                .thenAwait(Duration.ofMillis(5))
                .expectNext(1L, 2L)
                .expectErrorMessage("bad line")
                .verify(Duration.ofSeconds(5));
        time.advanceTimeBy(Duration.ofMillis(1));
        assertTrue(schedule.closed);
    }

    @Test
    void completesAnEmptySchedule() {
        StepVerifier.withVirtualTime(this::paced, () -> time, Long.MAX_VALUE)
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(Duration.ofSeconds(5));
    }

    private Flux<Long> paced(long... dues) {
        return PacedFlux.of(
                () -> schedule = new Millis(dues),
                time,
                () -> time.now(TimeUnit.NANOSECONDS),
                nanos -> latenessMillis.add(TimeUnit.NANOSECONDS.toMillis(nanos)));
    }

    /** Values that are the ms at which they are due; a negative one is an error. */
    private static final class Millis implements Schedule<Long> {
        private final long[] dues;
        private int next = -1;
        private boolean closed;

        Millis(long... dues) {
            this.dues = dues;
        }

        @Override
        public boolean advance() throws IOException {
            next++;
            if (next < dues.length && dues[next] < 0) {
                throw new IOException("bad line");
            }
            return next < dues.length;
        }

        @Override
        public long dueNanos() {
            return TimeUnit.MILLISECONDS.toNanos(dues[next]);
        }

        @Override
        public Long value() {
            return dues[next];
        }

        @Override
        public void close() {
            closed = true;
        }

        int emitted() {
            return next;
        }
    }
}
