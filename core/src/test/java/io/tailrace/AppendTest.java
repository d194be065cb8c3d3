package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each way to append, and what each frame has then. */
class AppendTest {
    private static final byte[] SOURCE = Frames.bytes("..payload..");

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender appender;

    @BeforeEach
    void open() {
        journal = journals.create();
        appender = journals.closing(journal.appender());
    }

    @Test
    void arrays() {
        requireFrame(appender.append(Frames.bytes("payload")), 0, 0);
        requireFrame(appender.append(SOURCE, 2, 7), 0, 0);
        requireFrame(appender.append(SOURCE, 2, 7, 65535, Long.MAX_VALUE), 65535, Long.MAX_VALUE);
    }

    @Test
    void buffersOnAndOffHeap() {
        for (ByteBuffer source : List.of(ByteBuffer.allocate(11), ByteBuffer.allocateDirect(11))) {
            source.put(SOURCE).position(2).limit(9);
            requireFrame(appender.append(source), 0, 0);
            requireFrame(appender.append(source, 3, 4), 3, 4);
            requireFrame(appender.append(source.asReadOnlyBuffer(), 3, 5), 3, 5);
            assertEquals(2, source.position());
            assertEquals(9, source.limit());
        }
    }

    @Test
    void directBuffers() {
        DirectBuffer source = SourceBuffer.of(SOURCE);
        requireFrame(appender.append(source, 2, 7), 0, 0);
        requireFrame(appender.append(source, 2, 7, 1, -5), 1, -5);
    }

    @Test
    void frameOfAnotherJournalWithoutACopyBetween() {
        appender.append(SOURCE, 2, 7, 8, 9);
        Journal other = journals.closing(Journal.openOrCreate(journals.path("other"), TestJournals.small()));
        Appender copies = journals.closing(other.appender());
        Reader reader = journals.closing(journal.reader());
        reader.poll((buffer, offset, length, header) -> copies.append(buffer, offset, length, header.type(), 1), 1);
        assertEquals(List.of("payload"), Frames.textsOf(other));
    }

    @Test
    void emptyPayload() {
        long first = appender.append(new byte[0]);
        long second = appender.append(ByteBuffer.allocate(0), 9, 0);
        assertEquals(first + 16, second);
        List<Frame> frames = Frames.of(journal);
        assertEquals(List.of(0, 0), frames.stream().map(Frame::length).toList());
        assertEquals(9, frames.get(1).type());
    }

    @Test
    void everyLengthUpToSixtyFour() {
        for (int length = 0; length <= 64; length++) {
            appender.append(Frames.pattern(length, length));
        }
        List<Frame> frames = Frames.of(journal);
        assertEquals(65, frames.size());
        for (int length = 0; length <= 64; length++) {
            assertArrayEquals(Frames.pattern(length, length), frames.get(length).toByteArray());
            long extent = (length + 16 + 7) / 8 * 8;
            long next = length < 64 ? frames.get(length + 1).position() : appender.position();
            assertEquals(frames.get(length).position() + extent, next);
        }
    }

    @Test
    void clockGivesTheTimeOfFramesWithoutOne() {
        appender.close();
        long[] now = {100};
        Appender timed =
                journals.closing(journal.appender(AppenderOptions.defaults().clock(() -> now[0]++)));
        timed.append(SOURCE);
        timed.append(SOURCE, 0, 1);
        timed.append(ByteBuffer.wrap(SOURCE));
        timed.append(SourceBuffer.of(SOURCE), 0, 1);
        timed.claim(1).commit();
        timed.append(SOURCE, 0, 1, 0, 0);
        timed.append(SOURCE, 0, 1, 0, 7);
        assertEquals(
                List.of(100L, 101L, 102L, 103L, 104L, 0L, 7L),
                Frames.of(journal).stream().map(Frame::timestamp).toList());
    }

    @Test
    void typesAreSixteenBits() {
        for (int type : new int[] {-1, 65536, Integer.MIN_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> appender.append(SOURCE, 0, 1, type, 0));
            assertThrows(IllegalArgumentException.class, () -> appender.append(ByteBuffer.wrap(SOURCE), type, 0));
            assertThrows(IllegalArgumentException.class, () -> appender.append(SourceBuffer.of(SOURCE), 0, 1, type, 0));
        }
        assertTrue(Frames.of(journal).isEmpty());
    }

    @Test
    void rangesOutsideTheSourceAppendNothing() {
        assertThrows(IndexOutOfBoundsException.class, () -> appender.append(SOURCE, 5, 7));
        assertThrows(IndexOutOfBoundsException.class, () -> appender.append(SOURCE, -1, 2));
        assertThrows(RuntimeException.class, () -> appender.append(SOURCE, 0, -1));
        assertThrows(RuntimeException.class, () -> appender.append(SourceBuffer.of(SOURCE), 5, 7));
        assertThrows(NullPointerException.class, () -> appender.append((byte[]) null));
        requireFrame(appender.append(SOURCE, 2, 7), 0, 0);
        assertEquals(1, Frames.of(journal).size());
    }

    @Test
    void positionIsWhereTheNextFrameStands() {
        for (int i = 0; i < 10; i++) {
            long expected = appender.position();
            assertEquals(expected, appender.append(SOURCE));
        }
    }

    private void requireFrame(long position, int type, long timestamp) {
        Frame last = null;
        for (Frame frame : Frames.of(journal)) {
            last = frame;
        }
        assertEquals(Frame.of(position, timestamp, type, Frames.bytes("payload")), last);
    }
}
