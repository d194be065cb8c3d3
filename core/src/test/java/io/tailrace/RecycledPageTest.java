package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.internal.control.ControlFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A page that is recycled under a reader: what was taken of it is discarded, whatever was made of it, and a gap is
 * told.
 */
class RecycledPageTest {
    private static final int INCARNATION = 48;
    private static final long PAGE_ONE = 65536 + 64;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final List<Integer> delivered = new ArrayList<>();
    private Reader reader;

    @BeforeEach
    void fill() {
        Journal journal = journals.create();
        try (Appender appender = journal.appender()) {
            for (int i = 0; i < 6; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, TestJournals.MAX_PAYLOAD, i, 0);
            }
        }
        reader = journals.closing(journal.reader());
        assertEquals(1, poll(1));
    }

    @Test
    void betweenPolls() {
        recycle();
        requireGap(() -> poll(10), 64 + 16384);
        assertEquals(List.of(0), delivered);
        requireTheRest();
    }

    @Test
    void whileItIsDecoded() {
        requireGap(
                () -> reader.poll(
                        (buffer, offset, length, header) -> {
                            if (header.type() == 2) {
                                recycle();
                            }
                            return header.type();
                        },
                        delivered::add,
                        10),
                64 + 2 * 16384);
        assertEquals(List.of(0, 1), delivered, "the value of changed bytes is discarded");
        requireTheRest();
    }

    @Test
    void errorOfADecoderThatReadChangedBytesDoesNotCount() {
        requireGap(
                () -> reader.poll(
                        (buffer, offset, length, header) -> {
                            recycle();
                            throw new IllegalArgumentException("of nonsense");
                        },
                        value -> true,
                        10),
                64 + 16384);
        requireTheRest();
    }

    @Test
    void errorOfADecoderOnBytesThatStoodStillCounts() {
        assertThrows(
                IllegalArgumentException.class,
                () -> reader.poll(
                        (buffer, offset, length, header) -> {
                            throw new IllegalArgumentException("of the decoder");
                        },
                        value -> true,
                        10));
        assertEquals(5, poll(10));
    }

    @ParameterizedTest
    @ValueSource(
            longs = {-1, 0x1000_0000_0000_0000L, 0x2000_0000_7fff_ffffL, 0x3000_0000_0000_0001L, 0x4000_0000_0000_0000L
            })
    void garbageWordOfARecycledPageIsAGapNotDamage(long word) {
        recycle();
        RawFile.putLong(journals.page(0), 64 + 16384, word);
        requireGap(() -> poll(10), 64 + 16384);
        requireTheRest();
    }

    @Test
    void paddingAndEndOfARecycledPageAreNotFollowed() {
        Journal other = journals.closing(Journal.openOrCreate(journals.path("other"), TestJournals.small()));
        Appender appender = journals.closing(other.appender());
        Reader follower = journals.closing(other.reader());
        for (long word : new long[] {0x3000_0000_0000_0010L, 0x4000_0000_0000_0001L}) {
            appender.append(new byte[8]);
            assertEquals(1, Frames.all(follower).size());
            long tail = appender.position();
            Path page = journals.path("other").resolve((tail >>> 16) + ".page");
            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
            RawFile.putLong(page, tail & 0xFFFF, word);
            RawFile.putLong(page, INCARNATION, word);
            GapException e = assertThrows(GapException.class, () -> Frames.all(follower));
            assertEquals(tail, e.from());
            RawFile.putLong(page, tail & 0xFFFF, 0x2000_0000_0000_3ff0L);
            Frames.all(follower);
        }
    }

    @Test
    void zeroedBytesOfARecycledPageAreNotTheTail() {
        recycle();
        RawFile.putLong(journals.page(0), 64 + 16384, 0);
        requireGap(() -> poll(10), 64 + 16384);
        requireTheRest();
    }

    /** As a writer will do it: floor, then incarnation, then the bytes. */
    private void recycle() {
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.raiseFloor(PAGE_ONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RawFile.putLong(journals.page(0), INCARNATION, 1);
    }

    private int poll(int limit) {
        return reader.poll((buffer, offset, length, header) -> header.type(), delivered::add, limit);
    }

    private void requireGap(Executable poll, long from) {
        GapException e = assertThrows(GapException.class, poll);
        assertEquals(from, e.from());
        assertEquals(PAGE_ONE, e.to());
    }

    private void requireTheRest() {
        delivered.clear();
        assertEquals(3, poll(10));
        assertEquals(List.of(3, 4, 5), delivered);
    }
}
