package io.tailrace.samples.webflux;

import static io.tailrace.samples.webflux.App.DEADLINE;
import static io.tailrace.samples.webflux.App.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.Appender;
import io.tailrace.ConsumerPolicy;
import io.tailrace.GateClosedException;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.NoSpaceException;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.reactor.Encoders;
import io.tailrace.reactor.JournalSink;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;

/** When an order cannot be stored, its client is told so, and that is true. */
@ExtendWith(TestJournalExtension.class)
class FullTest {
    @Test
    void turnsAwayWhileAGateIsClosed(TestJournal journal) {
        try (App app = App.start(journal);
                Journal opened = Journal.open(journal.path());
                Reader audit =
                        opened.reader(ReaderOptions.defaults().consumer("audit").policy(ConsumerPolicy.GATE))) {
            fill(journal, GateClosedException.class);
            assertTurnedAway(app, journal);

            while (audit.poll((buffer, offset, length, header) -> {}, 1000) > 0) {}
            app.client().order("tea");
        }
    }

    @Test
    void turnsAwayWhileTheDiskIsFull(TestJournal journal) {
        try (App app = App.start(journal)) {
            journal.faults().fillDisk();
            fill(journal, NoSpaceException.class);
            assertTurnedAway(app, journal);

            journal.faults().freeDisk();
            app.client().order("tea");
        }
    }

    @Test
    void turnsAwayWhileAnotherOneWrites(TestJournal journal) {
        try (Journal opened = Journal.open(journal.path())) {
            Appender other = opened.appender();
            try (App app = App.start(journal)) {
                assertTurnedAway(app, journal);

                other.close();
                app.client().order("tea");
            } finally {
                other.close();
            }
        }
    }

    /** With orders that are smaller than any other, until there is no room for one of them. */
    private static void fill(TestJournal journal, Class<? extends JournalException> full) {
        JournalSink sink = JournalSink.to(journal.path()).stallTimeout(Duration.ofMillis(200));
        assertThrows(
                full,
                () -> sink.send(Flux.range(0, 1_000_000).map(n -> json("")), Encoders.utf8())
                        .block(DEADLINE));
    }

    private static void assertTurnedAway(App app, TestJournal journal) {
        long tail = journal.status().tail();
        app.client()
                .post(json("tea"))
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "1")
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        assertEquals(tail, journal.status().tail());
    }
}
