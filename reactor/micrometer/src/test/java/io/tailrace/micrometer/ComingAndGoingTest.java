package io.tailrace.micrometer;

import static io.tailrace.micrometer.JournalMeters.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Journals and consumers come, go and come back while they are measured. */
class ComingAndGoingTest {
    @RegisterExtension
    final Measured measured = new Measured();

    @Test
    void metersComeWithTheJournal() {
        measured.bind();
        assertEquals(0, measured.value(UP));
        assertEquals(1, measured.registry.getMeters().size());
        createWith(10);
        measured.later();
        assertEquals(1, measured.value(UP));
        assertEquals(10, measured.value(APPEND_FRAMES));
    }

    @Test
    void metersOfAConsumerComeAndGoWithIt() {
        Journal journal = measured.create();
        measured.bind();
        assertFalse(measured.has(CONSUMER_LAG, "a"));
        journal.reader(ReaderOptions.defaults().consumer("a")).close();
        journal.reader(ReaderOptions.defaults().consumer("b")).close();
        measured.later();
        assertTrue(measured.has(CONSUMER_LAG, "a"));
        assertTrue(measured.has(CONSUMER_LAG, "b"));
        journal.removeConsumer("a");
        measured.later();
        assertFalse(measured.has(CONSUMER_LAG, "a"));
        assertTrue(measured.has(CONSUMER_LAG, "b"));
        journal.reader(ReaderOptions.defaults().consumer("a")).close();
        measured.later();
        assertEquals(0, measured.value(CONSUMER_LAG, "a"));
    }

    @Test
    void aReaderWithoutANameHasNoMetersButCounts() {
        Journal journal = measured.create(Measured.SMALL.capacity(4 * Measured.PAGE));
        Reader reader =
                measured.closeLater(journal.reader(ReaderOptions.defaults().policy(io.tailrace.ConsumerPolicy.GATE)));
        Appender appender = measured.closeLater(journal.appender());
        Measured.append(appender, 100, 100);
        measured.bind();
        assertEquals(1, measured.value(CONSUMERS));
        assertEquals(measured.status().tail() - reader.position(), measured.value(CAPACITY_USED));
        assertTrue(measured.search(CONSUMER_LAG).meters().isEmpty());
    }

    @Test
    void whileTheJournalIsAwayGaugesHaveNoValueAndCountersStand() throws IOException {
        measured.create().reader(ReaderOptions.defaults().consumer("c")).close();
        createWith(10);
        measured.bind();
        double bytes = measured.value(APPEND_BYTES);
        Path elsewhere = measured.path().resolveSibling("elsewhere");
        Files.move(measured.path(), elsewhere);
        measured.later();
        assertEquals(0, measured.value(UP));
        assertEquals(Double.NaN, measured.value(POSITION));
        assertEquals(Double.NaN, measured.value(CONSUMER_LAG, "c"));
        assertEquals(10, measured.value(APPEND_FRAMES));
        assertEquals(bytes, measured.value(APPEND_BYTES));
        Files.move(elsewhere, measured.path());
        createWith(5);
        measured.later();
        assertEquals(1, measured.value(UP));
        assertEquals(15, measured.value(APPEND_FRAMES));
        assertEquals(measured.status().tail(), measured.value(POSITION));
        assertEquals(measured.status().consumers().get(0).lagBytes(), measured.value(CONSUMER_LAG, "c"));
    }

    @Test
    void anotherJournalOfThatNameBeginsAnew() {
        measured.create().reader(ReaderOptions.defaults().consumer("old")).close();
        createWith(10);
        measured.bind();
        assertEquals(10, measured.value(APPEND_FRAMES));
        Journal.delete(measured.path(), true);
        createWith(3);
        measured.later();
        // By the look that found it gone or the one behind it: whoever reads twice sees it.
        measured.later();
        assertEquals(3, measured.value(APPEND_FRAMES));
        assertEquals(measured.status().tail(), measured.value(POSITION));
        assertFalse(measured.has(CONSUMER_LAG, "old"));
    }

    @Test
    void aDeletedJournalThatIsStillWrittenHereIsNotThere() {
        Appender appender = measured.closeLater(measured.create().appender());
        measured.bind();
        Journal.delete(measured.path(), true);
        appender.append(new byte[1]);
        measured.later();
        assertEquals(0, measured.value(UP));
    }

    @Test
    void aDamagedJournalIsNotThere() throws IOException {
        Files.createDirectories(measured.path());
        Files.write(measured.path().resolve("control"), new byte[4096]);
        measured.bind();
        measured.later();
        assertEquals(0, measured.value(UP));
        assertEquals(1, measured.registry.getMeters().size());
    }

    @Test
    void aJournalThatIsTruncatedWhileItIsMappedIsNotThere() throws IOException {
        createWith(10);
        measured.bind();
        Path control = measured.path().resolve("control");
        byte[] bytes = Files.readAllBytes(control);
        Files.write(control, new byte[0]);
        measured.later();
        assertEquals(0, measured.value(UP));
        assertEquals(10, measured.value(APPEND_FRAMES));
        Files.write(control, bytes);
        measured.later();
        assertEquals(1, measured.value(UP));
        assertEquals(measured.status().tail(), measured.value(POSITION));
    }

    private void createWith(int frames) {
        try (Journal journal = Journal.openOrCreate(measured.path(), Measured.SMALL);
                Appender appender = journal.appender()) {
            Measured.append(appender, frames, 100);
        }
    }
}
