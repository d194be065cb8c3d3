package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.CorruptJournalException;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.TestJournals;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever indexes somebody invents, the search for a time looks only at pages that are there, and comes to an end. */
class InventedPagesTest {
    private static final long TIME = 100;
    private static final int LOOKS = 3_000;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private long tail;

    @BeforeEach
    void fill() {
        try (Journal journal = Journal.openOrCreate(journals.path(), TestJournals.small());
                Appender appender = journal.appender()) {
            appender.append(new byte[8], 0, 8, 0, TIME);
            tail = appender.position();
        }
        journals.awaitReleased();
    }

    /** A distance is trusted: pages may be missing in between, but nobody tries them one by one. */
    @ParameterizedTest
    @ValueSource(longs = {10, 4_000_000_000L})
    void endThatLeadsFarAway(long distance) throws IOException {
        lead(distance);
        try (Reader reader =
                Background.outcome(Background.start(() -> journals.open().reader(at(TIME + 1))))) {
            assertEquals((distance << TestJournals.PAGE_BITS) + PageDescriptor.HEADER_LENGTH, reader.position());
        }
        try (Reader reader = journals.open().reader(at(TIME))) {
            assertEquals(PageDescriptor.HEADER_LENGTH, reader.position());
        }
    }

    /** The floor is read more than once: between two looks it may be put anywhere. */
    @Test
    void floorThatMovesWhileATimeIsLookedFor() {
        Journal journal = journals.open();
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Integer> mover = Background.start(() -> moveTheFloor(stop));
        int sound = 0;
        int refused = 0;
        try {
            for (int i = 0; i < LOOKS || sound == 0 || refused == 0; i++) {
                try {
                    journal.reader(at(TIME)).close();
                    sound++;
                } catch (CorruptJournalException e) {
                    refused++;
                }
            }
        } finally {
            stop.set(true);
            assertTrue(Background.outcome(mover) > 0);
        }
    }

    @Test
    void floorBehindTheTail() {
        RawFile.putLong(journals.control(), ControlDescriptor.FLOOR_OFFSET, floor(7));
        Journal journal = journals.open();
        assertThrows(JournalException.class, () -> journal.reader(at(TIME)));
    }

    private int moveTheFloor(AtomicBoolean stop) throws IOException {
        int moves = 0;
        try (FileChannel channel = FileChannel.open(journals.control(), StandardOpenOption.WRITE)) {
            while (!stop.get()) {
                put(channel, floor(7));
                put(channel, floor(0));
                moves++;
            }
        }
        return moves;
    }

    private static void put(FileChannel channel, long floor) throws IOException {
        channel.write(
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, floor),
                ControlDescriptor.FLOOR_OFFSET);
    }

    private static long floor(long page) {
        return (page << TestJournals.PAGE_BITS) + PageDescriptor.HEADER_LENGTH;
    }

    private static ReaderOptions at(long time) {
        return ReaderOptions.defaults().start(Start.timestamp(time));
    }

    /** Makes the tail of page 0 an END to a page far away, which is there and empty. */
    private void lead(long distance) throws IOException {
        Path far = journals.page(distance);
        Files.copy(journals.page(0), far);
        RawFile.put(far, PageDescriptor.HEADER_LENGTH, new byte[(int) tail]);
        RawFile.putLong(far, PageDescriptor.INDEX_OFFSET, distance);
        RawFile.putLong(journals.page(0), PageDescriptor.HIGHEST_TIMESTAMP_OFFSET, TIME);
        long end = FrameDescriptor.end(1) - 1 | distance;
        RawFile.putLong(journals.page(0), tail, end);
    }
}
