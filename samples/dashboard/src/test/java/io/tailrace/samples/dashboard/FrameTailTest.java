package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameTailTest {
    @TempDir
    private Path directory;

    private Path path;
    private Journal journal;
    private Appender appender;

    @BeforeEach
    void open() {
        path = directory.resolve("ticks");
        journal = Journal.openOrCreate(path, JournalOptions.defaults().pageSize(65536));
        appender = journal.appender();
    }

    @AfterEach
    void close() {
        appender.close();
        journal.close();
    }

    private void append(byte[] payload, int type) {
        appender.append(payload, 0, payload.length, type, 5);
    }

    private FrameTail.Found read(Integer type, int limit) {
        return FrameTail.read(journal, journal.status(), new FrameTail.Query(type, limit));
    }

    @Test
    void givesTheLastOnesOldestFirst() {
        for (int i = 0; i < 5000; i++) {
            append(("frame " + i).getBytes(StandardCharsets.UTF_8), i % 10);
        }
        FrameTail.Found last = read(null, 3);
        assertEquals(
                List.of("frame 4997", "frame 4998", "frame 4999"),
                last.frames().stream().map(FrameView::text).toList());
        assertNull(last.note());
        assertEquals(
                List.of("frame 4983", "frame 4993"),
                read(3, 2).frames().stream().map(FrameView::text).toList());
        FrameTail.Found none = read(77, 2);
        assertEquals(List.of(), none.frames());
        assertNull(none.note(), "the whole journal was looked at");
    }

    @Test
    void givesNothingOfAnEmptyJournal() {
        assertEquals(new FrameTail.Found(List.of(), null), read(null, 50));
    }

    @Test
    void goesBackNoFurtherThanItsBound() {
        append("rare".getBytes(StandardCharsets.UTF_8), 9);
        byte[] common = new byte[10_000];
        for (long written = 0; written < 2 * FrameTail.FIRST_LOOK; written += common.length) {
            append(common, 1);
        }
        assertEquals(1, read(9, 2).frames().size(), "further than the first look");
        for (long written = 0; written < FrameTail.LONGEST_LOOK; written += common.length) {
            append(common, 1);
        }
        FrameTail.Found found = read(9, 2);
        assertEquals(List.of(), found.frames());
        assertEquals("only the last 4 MiB were looked at", found.note());
    }

    @Test
    void showsBytesAsTextOnlyIfTheyAreText() {
        append(new byte[] {1, 2, (byte) 0xff}, 1);
        append("grün\n".getBytes(StandardCharsets.UTF_8), 1);
        append("ü".repeat(FrameView.SHOWN_BYTES).getBytes(StandardCharsets.UTF_8), 1);
        append(("x" + "ü".repeat(FrameView.SHOWN_BYTES)).getBytes(StandardCharsets.UTF_8), 1);
        List<FrameView> frames = read(null, 50).frames();
        assertNull(frames.get(0).text());
        assertEquals("0102ff", frames.get(0).hex());
        assertEquals("grün\n", frames.get(1).text());
        assertTrue(!frames.get(1).cut() && frames.get(2).cut());
        assertEquals("ü".repeat(FrameView.SHOWN_BYTES / 2), frames.get(2).text());
        assertEquals(
                "x" + "ü".repeat(FrameView.SHOWN_BYTES / 2 - 1), frames.get(3).text(), "half of one is left out");
        assertEquals(FrameView.SHOWN_BYTES * 2, frames.get(3).hex().length());
        assertEquals(FrameView.SHOWN_BYTES * 2 + 1, frames.get(3).length());
    }

    @Test
    void refusesOtherQuestions() {
        assertEquals(new FrameTail.Query(null, 50), FrameTail.Query.of(null, null));
        assertEquals(new FrameTail.Query(65535, 500), FrameTail.Query.of("65535", "500"));
        for (String wrong : List.of("-1", "65536", "x", "99999999999")) {
            assertThrows(IllegalArgumentException.class, () -> FrameTail.Query.of(wrong, null));
        }
        assertThrows(IllegalArgumentException.class, () -> FrameTail.Query.of(null, "0"));
        assertThrows(IllegalArgumentException.class, () -> FrameTail.Query.of(null, "501"));
    }

    @Test
    void sendsThemAsTheyCome() {
        append("first".getBytes(StandardCharsets.UTF_8), 4);
        try (Served served = Served.start(path)) {
            Await.until("it is shown", () -> served.state(path).equals("live"));
            assertEquals(
                    400, served.get(Served.journal(path) + "/frames?type=no").statusCode());
            try (EventStream stream = served.stream(Served.journal(path) + "/frames?type=4&limit=2")) {
                stream.await(event -> texts(event).equals(List.of("first")));
                append("other".getBytes(StandardCharsets.UTF_8), 5);
                append("second".getBytes(StandardCharsets.UTF_8), 4);
                append("third".getBytes(StandardCharsets.UTF_8), 4);
                stream.await(event -> texts(event).equals(List.of("second", "third")));
            }
        }
    }

    /** What one client gets on coming must not be taken for what the others have. */
    @Test
    void sendsToAllWhatANewClientSaw() {
        JournalWatch watch = new JournalWatch(Source.of(path));
        Moment now = Moment.now();
        watch.sample(now);
        FrameWatch frames = new FrameWatch(watch, new FrameTail.Query(null, 50));
        List<String> got = new ArrayList<>();
        frames.topic()
                .flux(Runnable::run, frames::hello)
                .subscribe(bytes -> got.add(new String(bytes, StandardCharsets.UTF_8)));
        append("first".getBytes(StandardCharsets.UTF_8), 1);
        frames.step(later(now, 2));
        assertTrue(got.get(got.size() - 1).contains("first"));
        append("second".getBytes(StandardCharsets.UTF_8), 1);
        assertTrue(new String(frames.hello(), StandardCharsets.UTF_8).contains("second"));
        frames.step(later(now, 4));
        assertTrue(got.get(got.size() - 1).contains("second"), () -> "the last is " + got.get(got.size() - 1));
        watch.close();
    }

    private static Moment later(Moment moment, int seconds) {
        return new Moment(moment.epochNanos(), moment.nanoTime() + seconds * 1_000_000_000L);
    }

    private static List<String> texts(JsonNode event) {
        return event.get("frames").findValuesAsText("text");
    }

    @Test
    void measuresLatenessOnlyWhileSomebodyLooks() {
        try (Served served = Served.start(path)) {
            Await.until("it is shown", () -> served.state(path).equals("live"));
            try (EventStream stream = served.stream(Served.journal(path) + "/live")) {
                assertTrue(stream.next().get("lateness").isNull());
                JsonNode late = stream.await(sample -> {
                    append(1_000_000_000L);
                    return !sample.get("lateness").isNull();
                });
                long p50 = late.get("lateness").get("p50").asLong();
                assertTrue(p50 >= 1_000_000_000L * 0.98, "a second late when it was appended: " + p50);
                assertTrue(late.get("lateness").get("max").asLong() >= p50);
                assertEquals(30, late.get("lateness").get("windowSeconds").intValue());
            }
        }
    }

    private void append(long lateNanos) {
        appender.append(new byte[8], 0, 8, 0, Moment.now().epochNanos() - lateNanos);
    }

    @Test
    void takesNoRoomWhileNobodyLooks() {
        long before = usedBytes();
        List<Lateness> many = Stream.generate(Lateness::new).limit(500).toList();
        long grown = usedBytes() - before;
        assertTrue(grown < 32 << 20, "grew by " + grown + " bytes");
        many.forEach(Lateness::close);
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void passesOverWhatItCannotFollow() {
        Lateness lateness = new Lateness();
        try (Journal readOnly = Journal.open(path, JournalOptions.defaults().readOnly(true))) {
            lateness.step(readOnly);
            for (int i = 0; i < 20_000; i++) {
                append(0);
            }
            lateness.step(readOnly);
            lateness.step(readOnly);
            LatenessView view = lateness.view();
            assertNotNull(view);
            assertTrue(view.sampled());
            assertEquals(2 * 4096, view.count(), "what lies before the tail was passed over");
        } finally {
            lateness.close();
        }
    }
}
