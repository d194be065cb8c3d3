package io.tailrace.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Frame;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

class TestClockTest {
    private static final Instant NINE = Instant.parse("2026-01-01T09:00:00.000000001Z");
    private static final long NINE_NANOS = 1_767_258_000_000_000_001L;

    @Test
    void standsStillUntilItIsMoved() {
        TestClock clock = TestClock.at(NINE);
        for (int i = 0; i < 3; i++) {
            assertEquals(NINE_NANOS, clock.nanoTime());
            assertEquals(NINE_NANOS / 1_000_000, clock.time());
            assertEquals(NINE, clock.instant());
        }
        assertEquals(NINE_NANOS + 1, clock.advance(Duration.ofNanos(1)).nanoTime());
        assertEquals(NINE_NANOS, clock.advance(Duration.ofNanos(-1)).nanoTime());
        assertEquals(-1, clock.set(Instant.ofEpochSecond(0, -1)).nanoTime());
        assertEquals(-1, clock.time(), "rounded down");
        assertEquals("TestClock[1969-12-31T23:59:59.999999999Z]", clock.toString());
    }

    @Test
    void ticks() {
        TestClock clock = TestClock.ticking(NINE, Duration.ofMillis(2));
        assertEquals(NINE_NANOS, clock.nanoTime());
        assertEquals(NINE_NANOS + 2_000_000, clock.nanoTime());
        assertEquals(NINE.plusMillis(4), clock.instant());
    }

    @Test
    void isAClockOfTheJdkToo() {
        TestClock clock = TestClock.at(NINE);
        Clock utc = clock.withZone(ZoneOffset.UTC);
        clock.advance(Duration.ofSeconds(1));
        assertEquals(NINE.plusSeconds(1), utc.instant());
    }

    @Test
    void refusesWhatDoesNotFit() {
        TestClock clock = TestClock.at(NINE);
        Instant late = Instant.parse("2263-01-01T00:00:00Z");
        assertThrows(ArithmeticException.class, () -> TestClock.at(late));
        assertThrows(ArithmeticException.class, () -> clock.set(late));
        assertThrows(ArithmeticException.class, () -> clock.advance(Duration.ofDays(365 * 250)));
        assertEquals(NINE, clock.instant());
    }

    @Test
    @ExtendWith(TestJournalExtension.class)
    void givesFramesTheirTime(TestJournal journal) {
        TestClock clock = TestClock.ticking(NINE, Duration.ofNanos(1));
        try (Appender appender =
                journal.open().appender(AppenderOptions.defaults().clock(clock))) {
            appender.append(new byte[1]);
            appender.append(new byte[1]);
        }
        assertEquals(
                List.of(NINE_NANOS, NINE_NANOS + 1),
                journal.frames().stream().map(Frame::timestamp).toList());
    }
}
