package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.internal.control.ControlFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

/** Consumers whose reader is gone are removed and reset; those whose reader is there are not. */
class ConsumerAdminTest {
    private static final int EXTENT = 5016;
    private static final int FRAMES = 30;
    private static final ReaderOptions RISK = ReaderOptions.defaults().consumer("risk");

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender appender;

    /** Types 0 to 29 at times 100 to 129, 13 in a page; the consumer has done three. */
    @BeforeEach
    void fill() {
        journal = journals.create(TestJournals.small().writerSlots(1).consumerSlots(2));
        appender = journals.closing(journal.appender());
        for (int i = 0; i < FRAMES; i++) {
            appender.append(new byte[5000], 0, 5000, i, 100 + i);
        }
        try (Reader reader = journal.reader(RISK)) {
            assertEquals(3, reader.poll(Frame.decoder(), frame -> true, 3));
        }
    }

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    void removedConsumersAreForgotten() {
        int changes = changes();
        int registration = Slots.registration(journals.control(), 0);
        journal.removeConsumer("risk");
        assertEquals(List.of(), Slots.names(journal));
        assertEquals(changes + 1, changes(), "a writer that waits looks again");
        assertEquals(registration + 1, Slots.registration(journals.control(), 0));
        assertThrows(ConsumerNotFoundException.class, () -> journal.removeConsumer("risk"));
        try (Reader reader = journal.reader(RISK)) {
            assertEquals(0, Frames.all(reader).get(0).type(), "registered anew, with a cursor of its own");
        }
    }

    @Test
    void removedConsumersMakeRoom() {
        journal.reader(ReaderOptions.defaults().consumer("second")).close();
        assertThrows(ConsumerLimitException.class, () -> journal.reader(named("third")));
        journal.removeConsumer("risk");
        journal.reader(named("third")).close();
        assertEquals(List.of("third", "second"), Slots.names(journal));
    }

    @Test
    void resetToEachStart() {
        requireReset(Start.latest(), appender.position(), Optional.empty());
        requireReset(Start.earliest(), 64, Optional.of(0));
        requireReset(Start.position(64 + 5 * EXTENT), 64 + 5 * EXTENT, Optional.of(5));
        requireReset(Start.position(64 + 5 * EXTENT + 8), 64 + 6 * EXTENT, Optional.of(6));
        requireReset(Start.timestamp(113), 65536 + 64, Optional.of(13));
        requireReset(Start.timestamp(1000), appender.position(), Optional.empty());
        appender.append(new byte[1], 0, 1, FRAMES, 7);
        try (Reader reader = journal.reader(RISK)) {
            assertEquals(FRAMES, Frames.all(reader).get(0).type(), "whatever its time");
        }
    }

    private void requireReset(Start to, long expected, Optional<Integer> first) {
        int changes = changes();
        int registration = Slots.registration(journals.control(), 0);
        assertEquals(expected, journal.resetConsumer("risk", to));
        assertEquals(expected, Slots.status(journal, "risk").cursor());
        assertEquals(changes + 1, changes());
        assertEquals(registration + 1, Slots.registration(journals.control(), 0));
        try (Reader reader = journal.reader(RISK)) {
            assertEquals(first, Frames.all(reader).stream().map(Frame::type).findFirst());
        }
    }

    @Test
    void resetKeepsPolicyAndName() {
        journal.setPolicy("risk", ConsumerPolicy.EVICT);
        journal.resetConsumer("risk", Start.latest());
        assertEquals(ConsumerPolicy.EVICT, Slots.status(journal, "risk").policy());
    }

    @Test
    void resetToWhereNothingIs() {
        int changes = changes();
        int registration = Slots.registration(journals.control(), 0);
        assertThrows(InvalidPositionException.class, () -> journal.resetConsumer("risk", Start.position(1L << 40)));
        assertEquals(64 + 3 * EXTENT, Slots.status(journal, "risk").cursor());
        assertEquals(changes, changes());
        assertEquals(registration, Slots.registration(journals.control(), 0));
    }

    @Test
    void earliestIsTheFloorAsItIsNow() throws IOException {
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.raiseFloor(65536 + 64);
        }
        assertEquals(65536 + 64, journal.resetConsumer("risk", Start.earliest()));
    }

    @Test
    void unknownNames() {
        for (String name : List.of("rsik", "", "risk ")) {
            ConsumerNotFoundException e =
                    assertThrows(ConsumerNotFoundException.class, () -> journal.removeConsumer(name));
            assertTrue(e.getMessage().contains('"' + name + '"'), e.getMessage());
            assertThrows(ConsumerNotFoundException.class, () -> journal.resetConsumer(name, Start.position(1L << 40)));
        }
    }

    @Test
    void readersWithoutANameAreNobodyToRemove() {
        journals.closing(journal.reader(ReaderOptions.defaults().policy(ConsumerPolicy.GATE)));
        assertThrows(ConsumerNotFoundException.class, () -> journal.removeConsumer(""));
        assertEquals(List.of("risk", ""), Slots.names(journal));
    }

    @Test
    void consumersThatAreReadAreLeftAlone() {
        Reader reader = journals.closing(journal.reader(RISK));
        for (Executable change : List.<Executable>of(
                () -> journal.removeConsumer("risk"), () -> journal.resetConsumer("risk", Start.latest()))) {
            long begin = System.nanoTime();
            ConsumerActiveException e = assertThrows(ConsumerActiveException.class, change);
            long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            assertEquals(ProcessHandle.current().pid(), e.pid());
            assertTrue(waited >= 50 && waited < 1000, waited + " ms");
        }
        assertEquals(64 + 3 * EXTENT, Slots.status(journal, "risk").cursor());
        assertEquals(FRAMES - 3, Frames.all(reader).size(), "and go on");
        reader.close();
        journal.removeConsumer("risk");
    }

    @Test
    void nobodyIsKeptOutAfterwards() {
        Reader owner = journal.reader(RISK);
        assertThrows(ConsumerActiveException.class, () -> journal.removeConsumer("risk"));
        owner.close();
        journal.resetConsumer("risk", Start.latest());
        assertThrows(InvalidPositionException.class, () -> journal.resetConsumer("risk", Start.position(1L << 40)));
        assertFalse(Slots.status(journal, "risk").alive());
        journal.reader(RISK).close();
        journal.reader(named("other")).close();
    }

    @Test
    void interruptedThreadsChangeConsumersToo() {
        Reader owner = journals.closing(journal.reader(named("owner")));
        Thread.currentThread().interrupt();
        assertEquals(64, journal.resetConsumer("risk", Start.earliest()));
        journal.setPolicy("owner", ConsumerPolicy.FREE);
        assertThrows(ConsumerActiveException.class, () -> journal.removeConsumer("owner"));
        journal.removeConsumer("risk");
        assertTrue(Thread.interrupted());
        assertTrue(Slots.status(journal, "owner").alive(), "no lock was lost");
        assertEquals(FRAMES, Frames.all(owner).size());
    }

    @Test
    void closedJournals() {
        Journal other = journals.open();
        other.close();
        assertThrows(JournalClosedException.class, () -> other.removeConsumer("risk"));
        assertThrows(JournalClosedException.class, () -> other.setPolicy("risk", ConsumerPolicy.FREE));
        assertThrows(JournalClosedException.class, () -> other.resetConsumer("risk", Start.latest()));
    }

    private int changes() {
        return Slots.changes(journals.control());
    }

    private static ReaderOptions named(String name) {
        return ReaderOptions.defaults().consumer(name);
    }
}
