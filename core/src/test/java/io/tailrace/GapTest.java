package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.role.ConsumerRole;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

/** What is no longer retained is told with its exact bounds, once, and reading goes on behind it. */
class GapTest {
    private static final int PER_PAGE = 3;
    private static final long PAGE_TWO = 2 * 65536 + 64;
    private static final long PAGE_THREE = 3 * 65536 + 64;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;

    /** Types 0 to 11 in pages 0 to 3. */
    @BeforeEach
    void fill() {
        journal = journals.create(TestJournals.small().writerSlots(1));
        try (Appender appender = journal.appender()) {
            for (int i = 0; i < 4 * PER_PAGE; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, TestJournals.MAX_PAYLOAD, i, 100 + i);
            }
        }
    }

    @Test
    void beforeTheFirstPoll() throws IOException {
        Reader reader = journals.closing(journal.reader());
        journals.awaitUnmapped(0, 1);
        remove(2);
        requireGap(reader, 64, PAGE_TWO);
        assertEquals(List.of(6, 7, 8, 9, 10, 11), types(reader));
    }

    @Test
    void atAPageSwitch() throws IOException {
        Reader reader = journals.closing(journal.reader());
        assertEquals(1, reader.poll(Frame.decoder(), frame -> true, 1));
        journals.awaitMapped(1);
        journals.awaitUnmapped(2);
        remove(3);
        List<Integer> before = new ArrayList<>();
        requireGap(() -> reader.poll(Frame.decoder(), frame -> before.add(frame.type()), 9), PAGE_TWO, PAGE_THREE);
        assertEquals(List.of(1, 2, 3, 4, 5), before, "of pages that are still mapped, and whose bytes are untouched");
        assertEquals(PAGE_THREE, reader.position());
        assertEquals(List.of(9, 10, 11), types(reader));
    }

    @Test
    void insideAPageThatStaysMapped() throws IOException {
        Reader reader = journals.closing(journal.reader());
        assertEquals(4, reader.poll(Frame.decoder(), frame -> true, 4));
        remove(2);
        assertEquals(List.of(4, 5, 6, 7, 8, 9, 10, 11), types(reader), "nothing of it is missing");
    }

    @Test
    void namedConsumerThatWasAway() throws IOException {
        ReaderOptions risk = ReaderOptions.defaults().consumer("risk");
        try (Reader reader = journal.reader(risk)) {
            reader.poll(Frame.decoder(), frame -> true, 1);
        }
        journals.awaitUnmapped(0, 1);
        remove(2);
        try (Reader reader = journal.reader(risk)) {
            requireGap(reader, 64 + 16384, PAGE_TWO);
            assertEquals(PAGE_TWO, journal.status().consumers().get(0).cursor());
            assertEquals(2, reader.poll(Frame.decoder(), frame -> true, 2));
        }
        try (Reader reader = journal.reader(risk)) {
            assertEquals(List.of(8, 9, 10, 11), types(reader));
        }
    }

    @Test
    void resumedConsumerThatIsClosedBeforeItsFirstPollLosesNothingOfIt() throws IOException {
        ReaderOptions risk = ReaderOptions.defaults().consumer("risk");
        journal.reader(risk).close();
        journals.awaitUnmapped(0, 1);
        remove(2);
        for (int i = 0; i < 2; i++) {
            journal.reader(risk).close();
            assertEquals(64, Slots.status(journal, "risk").cursor());
        }
        try (Reader reader = journal.reader(risk)) {
            assertEquals(64, reader.position());
            requireGap(reader, 64, PAGE_TWO);
            assertEquals(List.of(6, 7, 8, 9, 10, 11), types(reader));
        }
    }

    /** A remover raises the floor and scans the consumers after that: what one of them holds is there. */
    @Test
    void floorBeyondWhatIsStillThereIsNoGap() throws IOException {
        ReaderOptions risk = ReaderOptions.defaults().consumer("risk");
        try (Reader reader = journal.reader(risk)) {
            reader.poll(Frame.decoder(), frame -> true, 1);
        }
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.raiseFloor(PAGE_TWO);
        }
        assertEquals(null, journal.verify().fault());
        try (Reader reader = journal.reader(risk)) {
            assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), types(reader));
        }
    }

    @Test
    void newConsumersBeginAtTheFloorAndAreToldOfNoGap() throws IOException {
        remove(2);
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        assertEquals(List.of(6, 7, 8, 9, 10, 11), types(reader));
    }

    /** Between the look for the start and the registration the floor may be raised. */
    @Test
    void newConsumersFollowAFloorThatIsRaisedWhileTheyRegister() throws IOException {
        remove(2);
        try (ControlFile control = ControlFile.open(journals.control(), true);
                LockFile lock = LockFile.open(journals.file("lock"))) {
            ReaderOptions earliest = ReaderOptions.defaults().consumer("earliest");
            ConsumerRole role = ConsumerRole.take(journals.path(), control, lock, earliest, () -> 64);
            assertEquals(PAGE_TWO, role.cursor());
            role.advance(PAGE_TWO, PAGE_THREE);
            role.leave();
        }
        assertEquals(PAGE_THREE, Slots.status(journal, "earliest").cursor(), "and own their cursor");
    }

    /** Who waits until a consumer has processed something must not take a gap for that. */
    @Test
    void onlyAGapOnTheWayMakesItAnotherRegistration() throws IOException {
        ReaderOptions risk = ReaderOptions.defaults().consumer("risk");
        try (Reader reader = journal.reader(risk)) {
            reader.poll(Frame.decoder(), frame -> true, 1);
        }
        int registration = Slots.registration(journals.control(), 0);
        int owners = Slots.owners(journals.control(), 0);
        journals.awaitUnmapped(0, 1);
        remove(2);
        try (Reader reader = journal.reader(risk)) {
            assertEquals(registration, Slots.registration(journals.control(), 0));
            assertEquals(owners + 1, Slots.owners(journals.control(), 0));
            requireGap(reader, 64 + 16384, PAGE_TWO);
            assertEquals(registration + 1, Slots.registration(journals.control(), 0));
            assertEquals(PAGE_TWO, Slots.status(journal, "risk").cursor());
            assertEquals(List.of(6, 7, 8, 9, 10, 11), types(reader), "and the owner is still the owner");
            assertEquals(0, Slots.status(journal, "risk").lagBytes());
        }
        assertEquals(registration + 1, Slots.registration(journals.control(), 0));
        assertEquals(0, Slots.status(journal, "risk").pid(), "it left");
    }

    @Test
    void consumerThatWasResetMovesItsCursorOverNoGap() throws IOException {
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        journals.awaitUnmapped(0, 1);
        remove(2);
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.consumer(0).raiseRegistration();
        }
        int registration = Slots.registration(journals.control(), 0);
        requireGap(reader, 64, PAGE_TWO);
        assertEquals(64, Slots.status(journal, "risk").cursor());
        assertEquals(registration, Slots.registration(journals.control(), 0));
        assertThrows(ConsumerLostException.class, () -> types(reader));
    }

    @Test
    void namedConsumerWhileItReads() throws IOException {
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        assertEquals(1, reader.poll(Frame.decoder(), frame -> true, 1));
        journals.awaitMapped(1);
        journals.awaitUnmapped(2);
        remove(3);
        requireGap(() -> reader.poll(Frame.decoder(), frame -> true, 9), PAGE_TWO, PAGE_THREE);
        assertEquals(PAGE_THREE, journal.status().consumers().get(0).cursor());
        assertEquals(List.of(9, 10, 11), types(reader));
        assertEquals(0, journal.status().consumers().get(0).lagBytes());
    }

    @Test
    void earliestIsTheFloor() throws IOException {
        remove(2);
        assertEquals(List.of(6, 7, 8, 9, 10, 11), types(journals.closing(journal.reader())));
        InvalidPositionException e = assertThrows(
                InvalidPositionException.class,
                () -> journal.reader(ReaderOptions.defaults().start(Start.position(64))));
        assertEquals(64, e.position());
        Reader atTime = journals.closing(journal.reader(ReaderOptions.defaults().start(Start.timestamp(101))));
        assertEquals(6, types(atTime).get(0));
        assertEquals(null, journal.verify().fault());
        assertEquals(6, journal.verify().frames());
    }

    @Test
    void writerGoesOnAboveTheFloor() throws IOException {
        remove(3);
        try (Appender appender = journal.appender()) {
            assertEquals(4 * 65536 + 64, appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, 16368, 12, 0));
        }
        assertEquals(List.of(9, 10, 11, 12), types(journals.closing(journal.reader())));
    }

    @Test
    void pageThatIsMissingAboveTheFloorIsDamage() throws IOException {
        // The appender leaves its pages in the background: a reader that came before that would share its mapping.
        journals.awaitUnmapped(1);
        Files.delete(journals.page(1));
        Reader reader = journals.closing(journal.reader());
        assertEquals(2, reader.poll(Frame.decoder(), frame -> true, 2));
        for (int i = 0; i < 2; i++) {
            CorruptJournalException e =
                    assertThrows(CorruptJournalException.class, () -> reader.poll(Frame.decoder(), frame -> true, 3));
            assertEquals(64 + 3 * 16384, reader.position());
            assertEquals(65536 + 64, e.position());
            assertEquals(journals.page(1), e.path());
        }
    }

    private static void requireGap(Reader reader, long from, long to) {
        requireGap(() -> reader.poll(Frame.decoder(), frame -> true, 1), from, to);
        assertEquals(to, reader.position());
    }

    private static void requireGap(Executable poll, long from, long to) {
        GapException e = assertThrows(GapException.class, poll);
        assertEquals(from, e.from());
        assertEquals(to, e.to());
        assertEquals(from, e.position());
    }

    /** As who removes pages will do it: first the floor, then the files. */
    private void remove(long pages) throws IOException {
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.raiseFloor(pages * 65536 + 64);
        }
        for (long page = 0; page < pages; page++) {
            Files.delete(journals.page(page));
        }
    }

    private static List<Integer> types(Reader reader) {
        return Frames.all(reader).stream().map(Frame::type).toList();
    }
}
