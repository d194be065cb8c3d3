package io.tailrace.regression;

import static io.tailrace.layout.FrameDescriptor.committed;
import static io.tailrace.layout.FrameDescriptor.pad;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.CorruptJournalException;
import io.tailrace.Frame;
import io.tailrace.GapException;
import io.tailrace.Journal;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.TestJournals;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A floor is bytes that others can write: believed only where a page begins, and never to go back. */
class ForeignFloorTest {
    private static final long PAGE_ONE = TestJournals.PAGE_SIZE + PageDescriptor.HEADER_LENGTH;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    /** Three frames in page 0, one in page 1. */
    @BeforeEach
    void fill() {
        try (Journal journal = Journal.openOrCreate(journals.path(), TestJournals.small());
                Appender appender = journal.appender()) {
            for (int i = 0; i < 4; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, TestJournals.MAX_PAYLOAD, i, 100 + i);
            }
        }
        journals.awaitReleased();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 65, 66, 72, 80, 65532, 65536, -8, 1L << 60, Long.MIN_VALUE, Long.MAX_VALUE})
    void floorThatIsNoPagesFirstFrame(long floor) {
        putFloor(floor);
        Journal journal = journals.open();
        ReaderOptions all = ReaderOptions.defaults();
        List<Executable> uses = List.of(
                journal::reader,
                () -> journal.reader(all.start(Start.latest())),
                () -> journal.reader(all.start(Start.position(64))),
                () -> journal.reader(all.start(Start.timestamp(101))),
                () -> journal.reader(all.consumer("risk")),
                journal::appender,
                journal::status);
        for (Executable use : uses) {
            CorruptJournalException e = assertThrows(CorruptJournalException.class, use);
            assertEquals(floor, e.position());
            assertTrue(e.getMessage().contains("floor is " + floor), e.getMessage());
        }
        assertInstanceOf(CorruptJournalException.class, journal.verify().fault());
    }

    @Test
    void floorThatGoesBackTakesNobodyWithIt() {
        putFloor(PAGE_ONE);
        try (Reader reader = journals.open().reader(ReaderOptions.defaults().consumer("risk"))) {
            assertEquals(1, reader.poll(Frame.decoder(), frame -> frame.type() == 3, 1));
            long position = reader.position();
            putFloor(PageDescriptor.HEADER_LENGTH);
            RawFile.putLong(journals.page(1), PageDescriptor.INCARNATION_OFFSET, 1);
            GapException gap = assertThrows(GapException.class, () -> reader.poll(Frame.decoder(), frame -> true, 1));
            assertEquals(position, gap.to());
            assertEquals(position, reader.position());
            assertEquals(0, reader.poll(Frame.decoder(), frame -> true, 1), "and goes on from there");
        }
    }

    /** In the last 8 bytes of a page there is room for a word, but for nothing behind it. */
    @Test
    void frameThatHasNoRoomForItsTimestamp() {
        int at = PageDescriptor.HEADER_LENGTH;
        int last = TestJournals.PAGE_SIZE - PageDescriptor.TRAILER_LENGTH;
        while (at < last) {
            int extent = Math.min(TestJournals.PAGE_SIZE / 4, last - at);
            RawFile.putLong(journals.page(0), at, pad(extent));
            at += extent;
        }
        RawFile.putLong(journals.page(0), last, committed(0, 0));
        RawFile.putLong(journals.page(0), PageDescriptor.HIGHEST_TIMESTAMP_OFFSET, 1000);
        Journal journal = journals.open();
        CorruptJournalException e = assertThrows(
                CorruptJournalException.class,
                () -> journal.reader(ReaderOptions.defaults().start(Start.timestamp(101))));
        assertEquals(last, e.position());
    }

    private void putFloor(long floor) {
        RawFile.putLong(journals.control(), ControlDescriptor.FLOOR_OFFSET, floor);
    }
}
