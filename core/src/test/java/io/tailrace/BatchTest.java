package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The frames of a batch become visible together, or not at all. */
class BatchTest {
    private static final byte[] EIGHT = Frames.bytes("12345678");

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender appender;
    private Reader reader;

    @BeforeEach
    void open() {
        journal = journals.create();
        appender = journals.closing(journal.appender());
        reader = journals.closing(journal.reader());
    }

    @Test
    void visibleAtOnce() {
        Batch batch = appender.batch(1000);
        for (int i = 0; i < 5; i++) {
            assertTrue(batch.add(new byte[] {(byte) i}, 0, 1, i, 100 + i));
            assertEquals(i + 1, batch.size());
            assertEquals(List.of(), Frames.all(reader), "after " + i);
            assertEquals(64, journal.status().tail());
        }
        assertEquals(64, batch.publish());
        List<Frame> frames = Frames.all(reader);
        assertEquals(5, frames.size());
        for (int i = 0; i < 5; i++) {
            assertEquals(Frame.of(64 + i * 24, 100 + i, i, new byte[] {(byte) i}), frames.get(i));
        }
        assertEquals(64 + 5 * 24, appender.position());
    }

    @Test
    void everyKindOfSource() {
        Batch batch = appender.batch(1000);
        assertTrue(batch.add(EIGHT, 1, 2, 1, 0));
        ByteBuffer source = ByteBuffer.wrap(EIGHT).position(3).limit(5);
        assertTrue(batch.add(source, 2, 0));
        assertEquals(3, source.position());
        assertTrue(batch.add(SourceBuffer.of(EIGHT), 5, 2, 3, 0));
        assertTrue(batch.add(EIGHT, 0, 0, 4, 0));
        batch.publish();
        assertEquals(List.of("23", "45", "67", ""), Frames.texts(reader));
    }

    @Test
    void fullWhenTheCapacityIsUsed() {
        Batch batch = appender.batch(2 * Batch.extent(8));
        assertTrue(batch.add(EIGHT, 0, 8, 0, 0));
        assertTrue(batch.add(EIGHT, 0, 8, 0, 0));
        assertFalse(batch.add(EIGHT, 0, 0, 0, 0));
        assertFalse(batch.add(ByteBuffer.wrap(EIGHT), 0, 0));
        assertFalse(batch.add(SourceBuffer.of(EIGHT), 0, 8, 0, 0));
        assertEquals(2, batch.size());
        batch.publish();
        assertEquals(List.of("12345678", "12345678"), Frames.texts(reader));
        appender.append(EIGHT);
        assertEquals(1, Frames.all(reader).size());
    }

    @Test
    void lessThanTheCapacity() {
        Batch batch = appender.batch(8000);
        batch.add(EIGHT, 0, 8, 0, 0);
        batch.publish();
        assertEquals(64 + 24, appender.position());
        appender.append(EIGHT);
        assertEquals(2, Frames.all(reader).size());
    }

    @Test
    void abortShowsNothing() {
        Batch batch = appender.batch(1000);
        batch.add(EIGHT, 0, 8, 0, 0);
        batch.add(EIGHT, 0, 8, 0, 0);
        batch.abort();
        assertEquals(List.of(), Frames.all(reader));
        appender.append(Frames.bytes("x"));
        assertEquals(List.of("x"), Frames.texts(reader));
        assertEquals(List.of("x"), Frames.textsOf(journal));
    }

    @Test
    void abortOfAnEmptyOneTakesNoRoom() {
        appender.batch(1000).abort();
        assertEquals(64, appender.append(EIGHT));
        assertEquals(1, Frames.all(reader).size());
    }

    @Test
    void closeAbortsWhatWasNotPublished() {
        try (Batch batch = appender.batch(1000)) {
            batch.add(EIGHT, 0, 8, 0, 0);
            batch.add(EIGHT, 0, 8, 0, 0);
        }
        try (Batch batch = appender.batch(1000)) {
            batch.add(EIGHT, 0, 3, 0, 0);
            batch.publish();
        }
        assertEquals(List.of("123"), Frames.texts(reader));
    }

    @Test
    void emptyPublish() {
        Batch batch = appender.batch(1000);
        assertThrows(IllegalStateException.class, batch::publish);
        batch.add(EIGHT, 0, 8, 0, 0);
        batch.publish();
        assertEquals(1, Frames.all(reader).size());
    }

    @Test
    void nothingElseMeanwhileAndNothingAfterItsEnd() {
        Batch batch = appender.batch(1000);
        assertThrows(IllegalStateException.class, () -> appender.append(EIGHT));
        assertThrows(IllegalStateException.class, () -> appender.claim(1));
        assertThrows(IllegalStateException.class, () -> appender.batch(100));
        batch.add(EIGHT, 0, 8, 0, 0);
        batch.publish();
        assertThrows(IllegalStateException.class, () -> batch.add(EIGHT, 0, 8, 0, 0));
        assertThrows(IllegalStateException.class, batch::publish);
        assertThrows(IllegalStateException.class, batch::abort);
        batch.close();
        assertEquals(1, Frames.all(reader).size());
    }

    @Test
    void wrongArgumentsAddNothing() {
        Batch batch = appender.batch(1000);
        assertThrows(IllegalArgumentException.class, () -> batch.add(EIGHT, 0, 8, 65536, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> batch.add(EIGHT, 1, 8, 0, 0));
        assertThrows(RuntimeException.class, () -> batch.add(EIGHT, 0, -1, 0, 0));
        assertThrows(RuntimeException.class, () -> batch.add(SourceBuffer.of(EIGHT), 0, -1, 0, 0));
        assertThrows(RuntimeException.class, () -> batch.add(SourceBuffer.of(EIGHT), 0, -9, 0, 0));
        assertEquals(0, batch.size());
        batch.add(EIGHT, 0, 8, 0, 0);
        batch.publish();
        assertEquals(List.of("12345678"), Frames.texts(reader));
    }

    @Test
    void stayInOnePage() {
        int batches = 0;
        while (appender.position() < 3 * 65536) {
            try (Batch batch = appender.batch(5000)) {
                while (batch.add(Frames.pattern(90, batches), 0, 90, batches & 0xFFFF, 0)) {
                    // Until it is full.
                }
                long first = batch.publish();
                assertEquals(first >>> 16, appender.position() - 1 >>> 16);
                batches++;
            }
        }
        int perBatch = 5000 / Batch.extent(90);
        assertEquals(batches * perBatch, Frames.all(reader).size());
    }

    @Test
    void extentCountsHeaderAndAlignment() {
        assertEquals(16, Batch.extent(0));
        assertEquals(24, Batch.extent(1));
        assertEquals(24, Batch.extent(8));
        assertEquals(32, Batch.extent(9));
    }
}
