package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Beginning and ending at a time, against a search through all frames. */
class TimestampTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final List<Long> times = new ArrayList<>();
    private Journal journal;
    private Appender appender;

    @BeforeEach
    void open() {
        journal = journals.create();
        appender = journals.closing(journal.appender());
    }

    @Test
    void randomTimesOverManyPages() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            // Roughly growing, with none in between, and some far from their neighbours.
            boolean none = random.nextInt(4) == 0;
            append(none ? 0 : 1 + i * 10L + random.nextInt(random.nextInt(20) == 0 ? 2000 : 60));
            if (random.nextInt(40) == 0) {
                appender.close();
                appender = journals.closing(journal.appender());
            }
        }
        assertTrue(appender.position() >>> 16 > 10);
        for (int i = 0; i < 300; i++) {
            long time = random.nextInt(6500);
            assertEquals(firstAtOrAfter(time), firstDelivered(Start.timestamp(time)), "seed " + seed + " time " + time);
            assertEquals(firstAtOrAfter(time), countUntil(time), "seed " + seed + " until " + time);
        }
        assertEquals(null, journal.verify().fault());
    }

    @Test
    void exactBoundaries() {
        for (long time = 10; time <= 300; time += 10) {
            append(time);
        }
        for (int i = 0; i < times.size(); i++) {
            assertEquals(i, firstDelivered(Start.timestamp(times.get(i))));
            assertEquals(i, firstDelivered(Start.timestamp(times.get(i) - 1)));
            assertEquals(i, countUntil(times.get(i)));
            assertEquals(i + 1, countUntil(times.get(i) + 1));
        }
        assertEquals(0, firstDelivered(Start.timestamp(0)));
        assertEquals(0, firstDelivered(Start.timestamp(Long.MIN_VALUE)));
    }

    @Test
    void timeThatIsNotThereYetIsWaitedFor() {
        append(10);
        append(20);
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().start(Start.timestamp(1000))));
        assertEquals(List.of(), Frames.all(reader));
        append(0);
        append(999);
        assertEquals(List.of(), Frames.all(reader));
        for (int i = 0; i < 30; i++) {
            append(500);
        }
        assertEquals(List.of(), Frames.all(reader), "over a page switch");
        append(1000);
        append(0);
        append(30);
        assertEquals(
                List.of(1000L, 0L, 30L),
                Frames.all(reader).stream().map(Frame::timestamp).toList());
    }

    @Test
    void framesWithoutATimeNeitherBeginNorEnd() {
        append(0);
        append(0);
        append(5);
        append(0);
        append(6);
        assertEquals(2, firstDelivered(Start.timestamp(1)));
        assertEquals(2, firstDelivered(Start.timestamp(-1)));
        assertEquals(4, countUntil(6));
        assertEquals(2, countUntil(-3));
    }

    @Test
    void endsOnlyOnceTheTimeIsThere() {
        append(10);
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().until(Until.timestamp(20))));
        assertEquals(1, Frames.all(reader).size());
        assertFalse(reader.isDone());
        append(19);
        append(20);
        append(21);
        assertEquals(1, Frames.all(reader).size());
        assertTrue(reader.isDone());
        assertEquals(0, Frames.all(reader).size());
    }

    @Test
    void aTimeToBeginThatIsThereInThePageOfTheTail() {
        for (int i = 0; i < 30; i++) {
            append(0);
        }
        append(7);
        assertEquals(30, firstDelivered(Start.timestamp(7)));
    }

    @Test
    void highestTimestampsGrowWithThePages() {
        long[] highest = {0};
        for (int i = 0; i < 60; i++) {
            long time = i % 7 == 0 ? 0 : 1000 - i;
            append(time);
        }
        int last = (int) (appender.position() >>> 16);
        for (int page = 0; page < last; page++) {
            long found = RawFile.getLong(journals.page(page), 56);
            assertTrue(found >= highest[0], "page " + page + " has " + found);
            highest[0] = found;
        }
        assertEquals(999, highest[0]);
        assertEquals(0, RawFile.getLong(journals.page(last), 56));
    }

    private void append(long time) {
        appender.append(new byte[4000], 0, 4000, times.size(), time);
        times.add(time);
    }

    private int firstAtOrAfter(long time) {
        for (int i = 0; i < times.size(); i++) {
            if (times.get(i) != 0 && times.get(i) >= time) {
                return i;
            }
        }
        return times.size();
    }

    private int firstDelivered(Start start) {
        try (Reader reader = journal.reader(ReaderOptions.defaults().start(start))) {
            int[] first = {times.size()};
            reader.poll((buffer, offset, length, header) -> first[0] = header.type(), 1);
            return first[0];
        }
    }

    private int countUntil(long time) {
        try (Reader reader = journal.reader(ReaderOptions.defaults().until(Until.timestamp(time)))) {
            return Frames.all(reader).size();
        }
    }
}
