package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.layout.FrameDescriptor;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link RepairTest} for what only shared journals have: claims, noted claims, many writers' slots. */
class RepairSharedTest {
    private static final int EXTENT = 4016;
    private static final int FRAMES = 40;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private long tail;

    @BeforeEach
    void fill() {
        try (Journal journal = Journal.openOrCreate(
                        journals.path(), TestJournals.small().mode(JournalMode.SHARED));
                Appender one = journal.appender();
                Appender two = journal.appender();
                Reader reader = journal.reader(ReaderOptions.defaults().consumer("c"))) {
            for (int i = 0; i < FRAMES; i++) {
                (i % 2 == 0 ? one : two).append(new byte[4000], 0, 4000, 0, 1000 + i);
            }
            tail = two.position();
            assertEquals(30, reader.poll((buffer, offset, length, header) -> {}, 30));
        }
        journals.awaitReleased();
        assertEquals(2, tail >>> 16);
    }

    @Test
    void soundJournal() {
        try (Journal journal = Journal.open(journals.path())) {
            assertNull(journal.verify().fault());
        }
        assertEquals(List.of(), Journal.repair(journals.path()).steps());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 39})
    void badWord(int frame) {
        damage(frame, -1);
        Repair repair = Journal.repair(journals.path());
        assertTrue(repair.resumed() > tail, repair.toString());
        requireWorks(frame, repair);
    }

    @Test
    void zeroedWord() {
        damage(39, 0);
        Repair repair = Journal.repair(journals.path());
        assertTrue(repair.isCut(), repair.toString());
        requireWorks(39, repair);
    }

    /** A word behind the tail: in a shared journal nobody leaves anything there. */
    @Test
    void bytesBehindTheTail() {
        RawFile.putLong(journals.page(2), (tail & 0xFFFF) + 80, 7);
        try (Journal journal = Journal.open(journals.path())) {
            assertEquals(tail + 80, journal.verify().fault().position());
        }
        Repair repair = Journal.repair(journals.path());
        assertEquals(tail, repair.cut());
        requireWorks(FRAMES, repair);
    }

    /** As a writer leaves it that was killed: nobody needs a repair for it, and one seals it too. */
    @Test
    void claimOfTheDead() {
        RawFile.putLong(journals.page(2), tail & 0xFFFF, FrameDescriptor.claimed(100, 1, 1, false));
        RawFile.putLong(journals.control(), 1024 + 64 + 8, tail);
        try (Journal journal =
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true))) {
            Verification found = journal.verify();
            assertNull(found.fault());
            assertEquals(1, found.openClaims());
        }
        Repair repair = Journal.repair(journals.path());
        assertEquals(1, repair.steps().size(), repair.toString());
        tail += 120;
        requireWorks(FRAMES, repair);
    }

    @Test
    void claimOfNobody() {
        RawFile.putLong(journals.page(2), tail & 0xFFFF, FrameDescriptor.claimed(100, 63, 1, false));
        try (Journal journal =
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true))) {
            assertTrue(journal.verify().fault().getMessage().contains("writer slot 63"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 64 + 8, Long.MAX_VALUE, -1, 1L << 40})
    void notedClaimThatIsNonsense(long claim) {
        RawFile.putLong(journals.control(), 1024 + 64 + 8, claim);
        try (Journal journal =
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true))) {
            assertTrue(journal.verify().fault().getMessage().contains("writer slot 1"));
        }
        Repair repair = Journal.repair(journals.path());
        assertEquals(1, repair.steps().size(), repair.toString());
        requireWorks(FRAMES, repair);
    }

    @Test
    void ownerOfTheExclusiveRole() {
        RawFile.putLong(journals.control(), 320, 4711);
        try (Journal journal =
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true))) {
            assertTrue(journal.verify().fault().getMessage().contains("4711"));
        }
        Repair repair = Journal.repair(journals.path());
        requireWorks(FRAMES, repair);
    }

    @Test
    void refusedAsLongAsOneWriterIsLeft() {
        Journal journal = journals.open();
        Appender one = journals.closing(journal.appender());
        try (Appender two = journal.appender()) {
            two.append(new byte[1]);
        }
        assertThrows(JournalInUseException.class, () -> Journal.repair(journals.path()));
        one.append(new byte[1]);
    }

    private void damage(int frame, long word) {
        RawFile.putLong(journals.page(frame / 16), 64 + frame % 16 * EXTENT, word);
    }

    private void requireWorks(int frames, Repair repair) {
        Journal journal = journals.open();
        assertNull(journal.verify().fault(), repair.toString());
        assertEquals(frames, journal.verify().frames());
        try (Appender one = journal.appender();
                Appender two = journal.appender();
                Reader reader = journal.reader(ReaderOptions.defaults().consumer("c"))) {
            assertEquals(repair.isCut() ? repair.resumed() : tail, one.append(new byte[10]));
            two.append(new byte[10]);
            int read = Math.max(0, frames - 30);
            if (repair.isCut()) {
                assertThrows(GapException.class, () -> reader.poll((buffer, offset, length, header) -> {}, FRAMES));
                read = 0;
            }
            assertEquals(read + 2, reader.poll((buffer, offset, length, header) -> {}, FRAMES));
        }
        assertNull(journal.verify().fault());
    }
}
