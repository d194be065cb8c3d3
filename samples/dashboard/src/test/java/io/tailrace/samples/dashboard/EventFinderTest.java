package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.Statistics;
import io.tailrace.JournalStatus.Waiting;
import io.tailrace.JournalStatus.WriterStatus;
import io.tailrace.Retention;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventFinderTest {
    private static final WriterStatus WRITER = new WriterStatus(7, true, 1, 0, 0, false);

    private static final Waiting NOBODY = new Waiting(null, 0, false, false);

    private final EventLog log = new EventLog();

    private static JournalStatus status(List<WriterStatus> writers, long epoch, Statistics statistics) {
        return status("exclusive", writers, epoch, statistics);
    }

    private static JournalStatus shared(WriterStatus... writers) {
        return status("shared", List.of(writers), 0, new Statistics(0, 0, 0, 0, 0, 0, 0, 0));
    }

    private static JournalStatus status(String mode, List<WriterStatus> writers, long epoch, Statistics statistics) {
        return new JournalStatus(
                new UUID(1, 2),
                65536,
                mode,
                3,
                5,
                200_000,
                200_000,
                64,
                1,
                0,
                List.of(),
                writers,
                List.of(),
                Retention.all(),
                10,
                epoch,
                statistics,
                writers.stream().mapToLong(WriterStatus::sealed).sum(),
                NOBODY,
                NOBODY);
    }

    private static JournalStatus status(Statistics statistics) {
        return status(List.of(WRITER), 1, statistics);
    }

    private boolean find(JournalStatus before, JournalStatus now, boolean spaceWasShort) {
        return EventFinder.find(before, now, 5, log, spaceWasShort);
    }

    private List<String> texts() {
        return log.all().stream().map(Event::text).toList();
    }

    @Test
    void saysOnceThatSpaceIsShort() {
        Statistics none = new Statistics(0, 0, 0, 0, 0, 0, 0, 0);
        Statistics first = new Statistics(0, 0, 0, 0, 0, 0, 0, 3);
        Statistics more = new Statistics(0, 0, 0, 0, 0, 0, 0, 9);
        assertFalse(find(status(none), status(none), false));
        assertTrue(find(status(none), status(first), false));
        assertTrue(find(status(first), status(more), true));
        assertFalse(find(status(more), status(more), true));
        assertEquals(List.of("there is no room for the next page"), texts());
    }

    @Test
    void saysHowOftenIsMoreThanOnce() {
        find(status(new Statistics(1, 0, 0, 0, 0, 0, 0, 0)), status(new Statistics(1001, 0, 0, 0, 0, 0, 2, 0)), false);
        assertEquals(
                List.of("1000 switches, the last to page 3", "a consumer lost what it had not read (2 times)"),
                texts());
        assertEquals(3 * 65536L, log.all().get(0).position());
    }

    @Test
    void saysWhoWrites() {
        Statistics none = new Statistics(0, 0, 0, 0, 0, 0, 0, 0);
        JournalStatus nobody = status(List.of(), 0, none);
        JournalStatus dead = status(List.of(new WriterStatus(7, false, 1, 0, 0, false)), 1, none);
        JournalStatus hidden = status(List.of(new WriterStatus(7, false, 1, 0, 0, true)), 1, none);
        JournalStatus taken =
                status(List.of(new WriterStatus(8, true, 1, 0, 0, false)), 2, new Statistics(0, 0, 0, 1, 0, 0, 0, 0));
        find(nobody, hidden, false);
        find(status(none), hidden, false);
        assertEquals(List.of("process 7 began to write"), texts(), "nothing says that it ended");
        find(nobody, status(none), false);
        find(status(none), dead, false);
        find(dead, dead, false);
        find(dead, taken, false);
        find(taken, status(List.of(), 2, taken.statistics()), false);
        assertEquals(
                List.of(
                        "process 7 began to write",
                        "process 7 began to write",
                        "process 7 ended without closing: killed, or crashed",
                        "process 8 took over from process 7, which had not closed",
                        "process 8 stopped writing"),
                texts());
    }

    @Test
    void saysOfEachOfManyWriters() {
        WriterStatus first = new WriterStatus(7, true, 1, 0, 0, false);
        WriterStatus second = new WriterStatus(8, true, 1, 1, 0, false);
        WriterStatus dead = new WriterStatus(7, false, 1, 0, 0, false);
        WriterStatus third = new WriterStatus(9, true, 1, 0, 0, false);
        WriterStatus hidden = new WriterStatus(8, false, 1, 1, 0, true);
        find(shared(), shared(first, second), false);
        find(shared(first, second), shared(first, hidden), false);
        find(shared(first, hidden), shared(first, second), false);
        find(shared(first, second), shared(first, second), false);
        find(shared(first, second), shared(dead, second), false);
        find(shared(dead, second), shared(dead, second), false);
        find(shared(dead, second), shared(third, second), false);
        find(shared(third, second), shared(third), false);
        find(shared(third), shared(new WriterStatus(5, false, 1, 0, 0, false)), false);
        assertEquals(
                List.of(
                        "process 7 began to write",
                        "process 8 began to write",
                        "process 7 ended without closing: killed, or crashed",
                        "process 9 began to write",
                        "process 8 stopped writing",
                        "process 9 stopped writing",
                        "process 5 began to write",
                        "process 5 ended without closing: killed, or crashed"),
                texts());
    }

    @Test
    void saysWhoseClaimsWereSealed() {
        WriterStatus dead = new WriterStatus(7, false, 1, 0, 2, false);
        WriterStatus slow = new WriterStatus(8, true, 1, 1, 5, false);
        find(shared(dead, slow), shared(new WriterStatus(7, false, 1, 0, 3, false), slow), false);
        find(shared(dead, slow), shared(dead, new WriterStatus(8, true, 1, 1, 7, false)), false);
        assertEquals(
                List.of(
                        "a claim was sealed, of process 7, which is dead",
                        "a claim was sealed, of process 8, which did not go on (2 times)"),
                texts());
        assertEquals(Event.Kind.SEALED, log.all().get(0).kind());
    }
}
