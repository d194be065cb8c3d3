package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.internal.control.ControlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Manual delivery: the cursor is where commits say, over padding and page ends behind that, and nowhere else. */
class ManualDeliveryTest {
    private static final int PER_PAGE = 3;
    private static final int EXTENT = 16384;
    private static final int PAGE = 1 << 16;
    private static final ReaderOptions RISK =
            ReaderOptions.defaults().consumer("risk").delivery(DeliveryMode.MANUAL);

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender appender;

    /** Types 0 to 11 in pages 0 to 3. */
    @BeforeEach
    void fill() {
        journal = journals.create(TestJournals.small().writerSlots(1).consumerSlots(2));
        appender = journals.closing(journal.appender());
        for (int i = 0; i < 4 * PER_PAGE; i++) {
            appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, TestJournals.MAX_PAYLOAD, i, 0);
        }
    }

    @Test
    void nothingIsStoredWithoutACommit() {
        for (int i = 0; i < 2; i++) {
            try (Reader reader = journal.reader(RISK)) {
                assertEquals(4 * PER_PAGE, Frames.all(reader).size());
                assertEquals(64, cursor());
                assertEquals(appender.position(), reader.position());
            }
            assertEquals(64, cursor(), "nor by closing");
        }
    }

    @Test
    void whatIsNotCommittedComesAgain() {
        try (Reader reader = journal.reader(RISK)) {
            List<Long> next = poll(reader, 5);
            reader.commit(next.get(1));
            assertEquals(next.get(1), cursor());
        }
        try (Reader reader = journal.reader(RISK)) {
            assertEquals(2, Frames.all(reader).get(0).type());
        }
    }

    @Test
    void commitsOfAnyOrderNeverGoBack() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Reader reader = journal.reader(RISK)) {
            List<Long> next = poll(reader, 9);
            long highest = 64;
            for (int i = 0; i < 200; i++) {
                int chosen = random.nextInt(1 + i * 7 / 200);
                reader.commit(next.get(chosen));
                highest = Math.max(highest, next.get(chosen));
                assertEquals(highest, cursor(), "seed " + seed + " step " + i);
            }
        }
    }

    @Test
    void commitOfWhatWasNotDelivered() {
        try (Reader reader = journal.reader(RISK)) {
            assertThrows(IllegalArgumentException.class, () -> reader.commit(64 + EXTENT), "before the first poll");
            reader.commit(64);
            poll(reader, 2);
            for (long ahead : new long[] {64 + 2 * EXTENT + 8, 64 + 3 * EXTENT, Long.MAX_VALUE}) {
                IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> reader.commit(ahead));
                assertTrue(e.getMessage().contains(Long.toString(64 + 2 * EXTENT)), e.getMessage());
            }
            assertEquals(64, cursor());
            reader.commit(64 + 2 * EXTENT);
            assertEquals(64 + 2 * EXTENT, cursor());
        }
    }

    @Test
    void commitInsideTheHandler() {
        try (Reader reader = journal.reader(RISK)) {
            reader.poll(
                    (buffer, offset, length, header) -> {
                        assertThrows(IllegalArgumentException.class, () -> reader.commit(header.nextPosition() + 8));
                        reader.commit(header.nextPosition());
                        assertEquals(header.nextPosition(), cursor());
                    },
                    4);
        }
        try (Reader reader = journal.reader(RISK)) {
            assertEquals(4, Frames.all(reader).get(0).type());
        }
    }

    @Test
    void readersThatStoreByThemselves() {
        try (Reader unnamed = journal.reader();
                Reader atLeastOnce = journal.reader(RISK.delivery(DeliveryMode.AT_LEAST_ONCE))) {
            for (Reader reader : List.of(unnamed, atLeastOnce)) {
                assertThrows(IllegalStateException.class, () -> reader.commit(64));
            }
        }
        Reader closed = journal.reader(RISK);
        closed.close();
        assertThrows(JournalClosedException.class, () -> closed.commit(64));
    }

    /** The last frame of a page is done; its END is behind the reader when the commit comes. */
    @Test
    void commitAtAPagesEndAfterTheReaderWentOn() {
        try (Reader reader = journal.reader(RISK)) {
            List<Long> next = poll(reader, PER_PAGE);
            assertEquals(64 + PER_PAGE * EXTENT, next.get(PER_PAGE - 1));
            List<Long> more = poll(reader, 1);
            reader.commit(next.get(PER_PAGE - 1));
            assertEquals(next.get(PER_PAGE - 1), cursor(), "the frame in the next page is not done");
            reader.commit(more.get(0));
            assertEquals(PAGE + 64 + EXTENT, cursor());
        }
    }

    /** The last frame of a page is done before the reader steps over END: so does the cursor, when it does. */
    @Test
    void commitAtAPagesEndBeforeTheReaderWentOn() {
        try (Reader reader = journal.reader(RISK)) {
            reader.poll((buffer, offset, length, header) -> reader.commit(header.nextPosition()), PER_PAGE);
            assertEquals(PAGE + 64, cursor());
        }
        assertEquals(PAGE + 64, cursor());
        try (Reader reader = journal.reader(RISK)) {
            assertEquals(3, Frames.all(reader).get(0).type());
        }
    }

    @Test
    void commitAtAPagesEndWhereTheReaderStands() {
        try (Reader reader = journal.reader(RISK)) {
            List<Long> next = poll(reader, PER_PAGE);
            assertEquals(PAGE + 64, reader.position());
            assertEquals(64, cursor());
            reader.commit(next.get(PER_PAGE - 1));
            assertEquals(PAGE + 64, cursor(), "nothing of the page is wanted any more");
        }
    }

    @Test
    void paddingBehindWhatIsDone() {
        try (Reader reader = journal.reader(RISK)) {
            List<Long> next = poll(reader, 100);
            reader.commit(next.get(next.size() - 1));
            appender.claim(100).abort();
            assertTrue(cursor() < appender.position());
            assertEquals(0, poll(reader, 1).size());
            assertEquals(appender.position(), cursor(), "passed by the poll");

            appender.append(new byte[1]);
            List<Long> one = poll(reader, 1);
            appender.claim(100).abort();
            assertEquals(0, poll(reader, 1).size());
            assertEquals(one.get(0) - 24, cursor(), "not before the frame is done");
            reader.commit(one.get(0));
            assertEquals(appender.position(), cursor(), "passed by the commit");
            assertEquals(0, Slots.status(journal, "risk").lagBytes());
        }
    }

    @Test
    void commitOfThePosition() {
        try (Reader reader = journal.reader(RISK)) {
            poll(reader, 100);
            reader.commit(reader.position());
            assertEquals(appender.position(), cursor());
        }
    }

    @Test
    void frameWhoseHandlerThrewComesAgainUnlessCommitted() {
        try (Reader reader = journal.reader(RISK)) {
            for (int i = 0; i < 2; i++) {
                assertThrows(
                        IllegalStateException.class,
                        () -> reader.poll(
                                (buffer, offset, length, header) -> {
                                    assertEquals(0, header.type());
                                    throw new IllegalStateException();
                                },
                                100));
                assertEquals(64, cursor());
            }
        }
    }

    @Test
    void lostConsumerCommitsNothing() throws IOException {
        Reader reader = journals.closing(journal.reader(RISK));
        List<Long> next = poll(reader, 3);
        reader.commit(next.get(0));
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.consumer(0).raiseRegistration();
        }
        for (int i = 0; i < 2; i++) {
            assertThrows(ConsumerLostException.class, () -> reader.commit(next.get(1)));
        }
        assertEquals(next.get(0), cursor());
    }

    @Test
    void gapIsToldAgainUntilSomethingBehindItIsCommitted() throws IOException {
        journal.reader(RISK).close();
        journals.awaitUnmapped(0, 1);
        remove(2);
        int registration = Slots.registration(journals.control(), 0);
        for (int i = 0; i < 2; i++) {
            try (Reader reader = journal.reader(RISK)) {
                requireGap(reader, 64, 2 * PAGE + 64);
                assertEquals(6, Frames.all(reader).get(0).type());
                assertEquals(64, cursor());
            }
        }
        assertEquals(registration, Slots.registration(journals.control(), 0));
        try (Reader reader = journal.reader(RISK)) {
            requireGap(reader, 64, 2 * PAGE + 64);
            List<Long> next = poll(reader, 2);
            reader.commit(next.get(0));
            assertEquals(2 * PAGE + 64 + EXTENT, cursor());
            assertEquals(registration + 1, Slots.registration(journals.control(), 0), "nobody processed the gap");
            reader.commit(next.get(1));
            assertEquals(registration + 1, Slots.registration(journals.control(), 0), "but this");
        }
        try (Reader reader = journal.reader(RISK)) {
            assertEquals(8, Frames.all(reader).get(0).type());
        }
    }

    @Test
    void gapIsPassedByACommitOfThePosition() throws IOException {
        journal.reader(RISK).close();
        journals.awaitUnmapped(0, 1);
        remove(2);
        try (Reader reader = journal.reader(RISK)) {
            requireGap(reader, 64, 2 * PAGE + 64);
            reader.commit(reader.position());
            assertEquals(2 * PAGE + 64, cursor());
        }
        try (Reader reader = journal.reader(RISK)) {
            assertEquals(6, Frames.all(reader).get(0).type());
        }
    }

    @Test
    void whatWasDeliveredBeforeAGapIsCommittedBesideIt() throws IOException {
        try (Reader reader = journal.reader(RISK)) {
            List<Long> next = poll(reader, 2);
            journals.awaitMapped(1);
            journals.awaitUnmapped(2);
            remove(3);
            int registration = Slots.registration(journals.control(), 0);
            next.addAll(pollToGap(reader));
            long gapFrom = next.get(next.size() - 1);
            reader.commit(next.get(1));
            assertEquals(next.get(1), cursor());
            assertEquals(registration, Slots.registration(journals.control(), 0));
            reader.commit(gapFrom);
            assertEquals(gapFrom, cursor(), "what is done is; the gap is not");
            assertEquals(registration, Slots.registration(journals.control(), 0));
            reader.commit(poll(reader, 1).get(0));
            assertEquals(registration + 1, Slots.registration(journals.control(), 0));
        }
    }

    private static List<Long> pollToGap(Reader reader) {
        List<Long> next = new ArrayList<>();
        assertThrows(
                GapException.class,
                () -> reader.poll((buffer, offset, length, header) -> next.add(header.nextPosition()), 100));
        assertFalse(next.isEmpty());
        return next;
    }

    private static void requireGap(Reader reader, long from, long to) {
        GapException e = assertThrows(GapException.class, () -> poll(reader, 1));
        assertEquals(from, e.from());
        assertEquals(to, e.to());
    }

    /** As who removes pages does it. */
    private void remove(int pages) throws IOException {
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.raiseFloor((long) pages * PAGE + 64);
        }
        for (int page = 0; page < pages; page++) {
            Files.delete(journals.page(page));
        }
    }

    private static List<Long> poll(Reader reader, int limit) {
        List<Long> next = new ArrayList<>();
        reader.poll((buffer, offset, length, header) -> next.add(header.nextPosition()), limit);
        return next;
    }

    private long cursor() {
        return Slots.status(journal, "risk").cursor();
    }
}
