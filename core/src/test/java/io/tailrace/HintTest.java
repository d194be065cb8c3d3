package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody derives where to write from the control line: whatever its hint says, the tail is where the words end. */
class HintTest {
    private static final int WRITE_POS = 80;
    private static final int CURRENT_PAGE = 64;
    private static final int FRAMES = 25;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private long tail;

    /** Frames in four pages; payloads are full of words that look sound. */
    @BeforeEach
    void fill() {
        byte[] payload = new byte[8000];
        for (int at = 7; at < payload.length; at += 8) {
            payload[at] = 0x20;
        }
        try (Journal journal = Journal.openOrCreate(journals.path(), TestJournals.small());
                Appender appender = journal.appender()) {
            for (int i = 0; i < FRAMES; i++) {
                appender.append(payload);
            }
            tail = appender.position();
            appender.whenReady(0).toCompletableFuture().join();
        }
        journals.awaitReleased();
        assertEquals(3, tail >>> 16);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                64,
                80,
                65536,
                65536 + 64,
                2 * 65536 + 8000,
                3 * 65536 + 64,
                3 * 65536 + 80,
                3 * 65536 + 30_000,
                4 * 65536 + 64,
                4 * 65536 + 30_000,
                1000 * 65536,
                Long.MAX_VALUE,
                -1,
                Long.MIN_VALUE
            })
    void whereverTheHintPoints(long hint) {
        RawFile.putLong(journals.control(), WRITE_POS, hint);
        RawFile.putLong(journals.control(), CURRENT_PAGE, hint);
        Journal journal = journals.open();
        Appender appender = journals.closing(journal.appender());
        assertEquals(tail, appender.position());
        appender.append(Frames.bytes("next"));
        assertEquals(FRAMES + 1, Frames.of(journal).size());
    }

    @Test
    void hintOfAPageThatIsOnlyPrepared() {
        RawFile.putLong(journals.control(), WRITE_POS, 4 * 65536 + 64);
        assertTrue(Files.exists(journals.page(4)), "prepared ahead");
        Journal journal = journals.open();
        Appender appender = journals.closing(journal.appender());
        assertEquals(tail, appender.append(Frames.bytes("next")));
        assertEquals(0, RawFile.getLong(journals.page(4), 64));
    }

    @Test
    void hintOfThePast() {
        RawFile.putLong(journals.control(), WRITE_POS, 64);
        Journal journal = journals.open();
        assertEquals(tail, journal.status().tail());
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().start(Start.latest())));
        assertEquals(tail, reader.position());
        assertEquals(List.of(), Frames.all(reader));
    }

    @Test
    void hintInsideAPayloadOfWhatLooksLikeWords() {
        RawFile.putLong(journals.control(), WRITE_POS, 2 * 65536 + 8000);
        Journal journal = journals.open();
        assertEquals(FRAMES, Frames.of(journal).size());
        assertTrue(journal.verify().fault().getMessage().contains("write_pos"));
    }

    @Test
    void hintIsAtMostSixtyFourKibibytesBehind() {
        Journal journal = journals.closing(Journal.openOrCreate(
                journals.path("large"), JournalOptions.defaults().pageSize(1 << 20)));
        Appender appender = journals.closing(journal.appender());
        for (int i = 0; i < 500; i++) {
            appender.append(new byte[4000]);
            JournalStatus status = journal.status();
            assertTrue(status.writePos() <= status.tail(), "at or below the tail");
            assertTrue(status.tail() - status.writePos() <= 65536 + 4016, "behind by " + status);
        }
        appender.close();
        assertEquals(journal.status().tail(), journal.status().writePos());
    }
}
