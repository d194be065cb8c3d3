package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From where to where a reader reads, at the exact boundaries, over several pages. */
class StartUntilTest {
    private static final int FRAMES = 40;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final List<Long> positions = new ArrayList<>();
    private Journal journal;
    private Appender appender;
    private long tail;

    @BeforeEach
    void fill() {
        journal = journals.create();
        appender = journals.closing(journal.appender());
        for (int i = 0; i < FRAMES; i++) {
            positions.add(appender.append(new byte[5000], 0, 5000, i, 0));
        }
        tail = appender.position();
        assertEquals(3, tail >>> 16);
    }

    @Test
    void earliestAndLatest() {
        assertEquals(0, first(Start.earliest()));
        Reader latest = reader(Start.latest(), Until.never());
        assertEquals(tail, latest.position());
        assertEquals(List.of(), Frames.all(latest));
        appender.append(new byte[5000], 0, 5000, FRAMES, 0);
        assertEquals(List.of(FRAMES), types(latest));
    }

    @Test
    void everyPositionIsRoundedUpToAFrame() {
        for (int i = 0; i < FRAMES; i++) {
            long position = positions.get(i);
            assertEquals(i, first(Start.position(position)));
            if (i + 1 < FRAMES) {
                assertEquals(i + 1, first(Start.position(position + 1)));
                assertEquals(i + 1, first(Start.position(position + 16)));
                assertEquals(i + 1, first(Start.position(position + 5015)));
            }
        }
    }

    @Test
    void positionsInAPageHeaderAndBehindItsEnd() {
        assertEquals(0, first(Start.position(0)));
        assertEquals(0, first(Start.position(63)));
        int firstOfPageOne = indexOf(65536 + 64);
        assertEquals(firstOfPageOne, first(Start.position(65536)));
        assertEquals(firstOfPageOne, first(Start.position(65536 + 63)));
        assertEquals(firstOfPageOne, first(Start.position(65535)));
        assertEquals(firstOfPageOne, first(Start.position(65528)));
    }

    @Test
    void theTailIsAPosition() {
        Reader reader = reader(Start.position(tail), Until.never());
        assertEquals(List.of(), types(reader));
        appender.append(new byte[1], 0, 1, FRAMES, 0);
        assertEquals(List.of(FRAMES), types(reader));
        appender.append(new byte[1], 0, 1, FRAMES + 1, 0);
        assertEquals(FRAMES + 1, first(Start.position(tail + 1)), "behind the frame before");
    }

    @Test
    void positionsOutsideTheJournal() {
        for (long position : new long[] {-1, Long.MIN_VALUE, tail + 1, tail + 8, tail + 65536, Long.MAX_VALUE}) {
            InvalidPositionException e = assertThrows(
                    InvalidPositionException.class,
                    () -> journal.reader(ReaderOptions.defaults().start(Start.position(position))));
            assertEquals(position, e.position());
            assertTrue(e.getMessage().contains(" 64 ") && e.getMessage().contains("" + tail), e.getMessage());
        }
    }

    @Test
    void untilAPosition() {
        for (int i = 0; i < FRAMES; i++) {
            requireUntil(Until.position(positions.get(i)), i);
            requireUntil(Until.position(positions.get(i) + 1), i + 1);
            requireUntil(Until.position(positions.get(i) - 1), i);
        }
        requireUntil(Until.position(0), 0);
        requireUntil(Until.position(tail), FRAMES);
    }

    @Test
    void untilAPositionBehindTheTailWaitsForIt() {
        Reader reader = reader(Start.earliest(), Until.position(tail + 24));
        assertEquals(FRAMES, types(reader).size());
        assertFalse(reader.isDone());
        appender.append(new byte[8], 0, 8, FRAMES, 0);
        appender.append(new byte[8], 0, 8, FRAMES + 1, 0);
        assertEquals(List.of(FRAMES), types(reader));
        assertTrue(reader.isDone());
        assertEquals(tail + 24, reader.position());
    }

    @Test
    void untilTheTailAsItWas() {
        Reader reader = reader(Start.earliest(), Until.tail());
        for (int i = 0; i < 20; i++) {
            appender.append(new byte[5000]);
        }
        assertEquals(FRAMES, types(reader).size());
        assertTrue(reader.isDone());
        assertEquals(0, reader.poll(Frame.decoder(), frame -> true, 10));
    }

    @Test
    void untilTheTailOfAnEmptyJournalOrFromTheTail() {
        assertTrue(reader(Start.latest(), Until.tail()).isDone());
        Journal empty = journals.closing(Journal.openOrCreate(journals.path("empty"), TestJournals.small()));
        Reader reader = journals.closing(empty.reader(ReaderOptions.defaults().until(Until.tail())));
        assertEquals(List.of(), types(reader));
        assertTrue(reader.isDone());
    }

    @Test
    void doneIsFoundByTheLastPollWithALimit() {
        Reader reader = reader(Start.earliest(), Until.position(positions.get(2)));
        assertEquals(2, reader.poll(Frame.decoder(), frame -> true, 2));
        assertTrue(reader.isDone(), "the bound is reached, nobody has to poll once more");
    }

    @Test
    void aRangeInTheMiddle() {
        Reader reader = reader(Start.position(positions.get(11)), Until.position(positions.get(29)));
        List<Integer> types = types(reader);
        assertEquals(18, types.size());
        assertEquals(11, types.get(0));
        assertEquals(28, types.get(17));
    }

    @Test
    void paddingIsNeverABegin() {
        appender.claim(100).abort();
        long behind = appender.position();
        Reader reader = reader(Start.position(tail), Until.never());
        Reader inside = reader(Start.position(tail + 8), Until.never());
        assertEquals(behind, inside.position());
        appender.append(new byte[1], 0, 1, FRAMES, 0);
        assertEquals(List.of(FRAMES), types(reader));
        assertEquals(List.of(FRAMES), types(inside));
    }

    private void requireUntil(Until until, int frames) {
        Reader reader = journal.reader(ReaderOptions.defaults().until(until));
        assertEquals(frames, types(reader).size(), until.toString());
        assertTrue(reader.isDone());
        reader.close();
    }

    private int first(Start start) {
        try (Reader reader = journal.reader(ReaderOptions.defaults().start(start))) {
            List<Integer> types = new ArrayList<>();
            reader.poll(Frame.decoder(), frame -> types.add(frame.type()), 1);
            return types.get(0);
        }
    }

    private Reader reader(Start start, Until until) {
        return journals.closing(
                journal.reader(ReaderOptions.defaults().start(start).until(until)));
    }

    private static List<Integer> types(Reader reader) {
        return Frames.all(reader).stream().map(Frame::type).toList();
    }

    private int indexOf(long position) {
        int index = positions.indexOf(position);
        assertTrue(index > 0, "no frame at " + position);
        return index;
    }
}
