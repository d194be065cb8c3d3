package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A source that throws half way: what it wrote must not stay where later frames end. */
class FailingSourceTest {
    private static final int LENGTH = 200;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final IllegalStateException failure = new IllegalStateException("of the source");
    private final DirectBuffer source = SourceBuffer.of(Frames.pattern(LENGTH, 1), () -> {
        throw failure;
    });

    private Journal journal;
    private Appender appender;

    @BeforeEach
    void open() {
        journal = journals.create();
        appender = journals.closing(journal.appender());
        appender.append(Frames.bytes("before"));
    }

    @Test
    void appendLeavesZero() {
        assertSame(failure, assertThrows(IllegalStateException.class, () -> appender.append(source, 0, LENGTH)));
        requireZeroBehindTheTail();
        appender.append(Frames.bytes("x"));
        assertEquals(List.of("before", "x"), Frames.textsOf(journal));
    }

    @Test
    void batchLeavesZeroAndCanGoOn() {
        Batch batch = appender.batch(1000);
        batch.add(Frames.bytes("1"), 0, 1, 0, 0);
        assertSame(failure, assertThrows(IllegalStateException.class, () -> batch.add(source, 0, LENGTH, 0, 0)));
        assertEquals(1, batch.size());
        batch.add(Frames.bytes("2"), 0, 1, 0, 0);
        batch.publish();
        requireZeroBehindTheTail();
        appender.append(Frames.bytes("x"));
        assertEquals(List.of("before", "1", "2", "x"), Frames.textsOf(journal));
    }

    @Test
    void readersSeeNothingWhileBytesAreCopied() {
        Reader reader = journals.closing(journal.reader());
        assertEquals(List.of("before"), Frames.texts(reader));
        DirectBuffer watched =
                SourceBuffer.of(Frames.bytes("watched"), () -> assertEquals(List.of(), Frames.texts(reader)));
        appender.append(watched, 0, 7);
        assertEquals(List.of("watched"), Frames.texts(reader));
    }

    private void requireZeroBehindTheTail() {
        byte[] page = RawFile.bytes(journals.page(0));
        for (int at = (int) appender.position(); at < page.length; at++) {
            assertEquals(0, page[at], "byte " + at);
        }
    }
}
