package io.tailrace.micrometer;

import static io.tailrace.micrometer.JournalMeters.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.check.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A writer in another process, killed: the metrics of one who only looks say so, and that somebody took over. */
@Timeout(120)
class KilledWriterIT {
    @RegisterExtension
    final Measured measured = new Measured();

    @Test
    void aWriterThatIsKilledIsDeadAndTakingOverIsCounted() {
        try (Journal journal = Journal.openOrCreate(measured.path(), Measured.SMALL)) {
            assertEquals(Measured.PAGE, journal.pageSize());
        }
        measured.bind();
        try (ChildProcess writer = ChildProcess.start(WriterMain.class, measured.path())) {
            writer.expect("appended");
            measured.later();
            assertEquals(1, measured.value(WRITER_ALIVE));
            assertEquals(1_000, measured.value(APPEND_FRAMES));
            assertEquals(measured.status().tail(), measured.value(APPEND_BYTES));
            writer.killAndWait();
        }
        Await.until("a dead writer", () -> {
            measured.later();
            return measured.value(WRITER_ALIVE) == 0;
        });
        assertEquals(0, measured.value(TAKEOVERS));
        Appender appender = measured.closeLater(measured.create().appender());
        Measured.append(appender, 5, 100);
        measured.later();
        assertEquals(1, measured.value(WRITER_ALIVE));
        assertEquals(1, measured.value(TAKEOVERS));
        assertEquals(1_005, measured.value(APPEND_FRAMES));
    }
}
