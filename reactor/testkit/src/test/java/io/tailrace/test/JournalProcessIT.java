package io.tailrace.test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.ConsumerPolicy;
import io.tailrace.GapException;
import io.tailrace.GateClosedException;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus.ConsumerState;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Retention;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.WriterDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Processes with a role do what they are told, and their death is what it is. */
class JournalProcessIT {
    private static final byte[] QUARTER = new byte[TestJournal.PAGE_SIZE / 4 - 16];

    @RegisterExtension
    final TestJournalExtension journals =
            new TestJournalExtension(JournalOptions.defaults().capacity(TestJournal.PAGE_SIZE));

    @Test
    void aWriterDiesAppendingAndAnotherGoesOn(TestJournal journal) {
        WriterProcess writer = journal.startWriter();
        assertEquals(64, writer.append("a"));
        assertEquals(writer.pid(), journal.status().writers().get(0).pid());
        assertThrows(io.tailrace.WriterActiveException.class, () -> journal.append("b"));
        Reader reader = journal.closing(journal.open().reader());
        writer.dieAppending("x".repeat(10_000));
        assertFalse(writer.isAlive());
        assertFalse(journal.status().writers().get(0).alive());
        assertEquals(List.of("a"), journal.texts());
        assertEquals(88, journal.append("b"));
        assertEquals(List.of("a", "b"), journal.texts());
        assertEquals(2, reader.poll((buffer, offset, length, header) -> {}, 10));
        assertNull(journal.open().verify().fault());
        assertThrows(AssertionError.class, () -> writer.append("c"));
    }

    /** Byte for byte, but for who it was and when. */
    @Test
    void theFaultLeavesTheSameBytes() throws IOException {
        byte[] payload = new byte[999];
        Arrays.fill(payload, (byte) 0xA5);
        try (TestJournal killed = TestJournal.create();
                TestJournal fault = TestJournal.create()) {
            for (TestJournal journal : List.of(killed, fault)) {
                journal.append("a", "bcd");
            }
            killed.startWriter().dieAppending(payload);
            fault.faults().writerDiesAppending(payload);
            assertArrayEquals(page(killed), page(fault));
            assertArrayEquals(control(killed), control(fault));
            assertEquals((byte) 0xA5, page(fault)[128 + 499]);
            assertEquals(0, page(fault)[128 + 500]);
        }
    }

    private static byte[] page(TestJournal journal) throws IOException {
        byte[] bytes = Files.readAllBytes(journal.path().resolve("0.page"));
        // Which journal.
        Arrays.fill(bytes, 16, 32, (byte) 0);
        assertEquals(TestJournal.PAGE_SIZE, bytes.length);
        return bytes;
    }

    private static byte[] control(TestJournal journal) throws IOException {
        byte[] bytes = Files.readAllBytes(journal.path().resolve("control"));
        clear(bytes, ControlDescriptor.UUID_HIGH_OFFSET, 16);
        clear(bytes, ControlDescriptor.CREATED_OFFSET, 8);
        // Of the page ahead, which is made beside the claim.
        clear(bytes, ControlDescriptor.TOTAL_PAGES_OFFSET, 8);
        clear(bytes, ControlDescriptor.OWNER_PID_OFFSET, 16);
        clear(bytes, ControlDescriptor.OWNER_LOCK_INODE_OFFSET, 8);
        int slot = ControlDescriptor.writerSlotOffset(WriterDescriptor.EXCLUSIVE_SLOT);
        clear(bytes, slot + WriterDescriptor.PID_OFFSET, 8);
        clear(bytes, slot + WriterDescriptor.LAST_ACTIVE_OFFSET, 8);
        return bytes;
    }

    private static void clear(byte[] bytes, int offset, int length) {
        boolean found = false;
        for (int i = offset; i < offset + length; i++) {
            found |= bytes[i] != 0;
            bytes[i] = 0;
        }
        assertTrue(found || offset == ControlDescriptor.TOTAL_PAGES_OFFSET, "nothing stands at " + offset);
    }

    @Test
    void aSlowConsumerHoldsTheWriterUpUntilItReads(TestJournal journal) {
        ConsumerProcess slow = journal.startConsumer("slow");
        Appender appender = journal.closing(
                journal.open().appender(AppenderOptions.defaults().gateTimeout(Duration.ZERO)));
        for (int i = 0; i < 3; i++) {
            appender.append(QUARTER);
        }
        assertThrows(GateClosedException.class, () -> appender.append(QUARTER));
        assertEquals("slow", slow.consumer());
        assertEquals(64 + 2 * 16384, slow.read(2));
        Await.until(() -> "the gate is open", () -> appender.isReady(QUARTER.length));
        appender.append(QUARTER);
        slow.close();
        assertEquals(0, journal.consumer("slow").pid(), "it left cleanly");
    }

    @Test
    void aDeadConsumerStillHoldsTheWriterUp(TestJournal journal) {
        ConsumerProcess dead = journal.startConsumer("dead");
        journal.append("a");
        dead.read(1);
        dead.kill();
        assertEquals(ConsumerState.DEAD, journal.consumer("dead").state());
        assertEquals(dead.pid(), journal.consumer("dead").pid());
        assertEquals(88, journal.consumer("dead").cursor());
        Journal opened = journal.open();
        Appender appender =
                journal.closing(opened.appender(AppenderOptions.defaults().gateTimeout(Duration.ZERO)));
        GateClosedException e = assertThrows(GateClosedException.class, () -> {
            for (int i = 0; i < 10; i++) {
                appender.append(QUARTER);
            }
        });
        assertTrue(e.getMessage().contains("dead"), e.getMessage());
        opened.removeConsumer("dead");
        Await.until(() -> "the gate is open", () -> appender.isReady(QUARTER.length));
        dead.close();
        dead.kill();
    }

    @Test
    void aHaltedConsumerIsThereAndDoesNothing(TestJournal journal) {
        ConsumerProcess halted = journal.startConsumer("halted", ConsumerPolicy.FREE);
        journal.append("a");
        halted.pause();
        assertTrue(journal.consumer("halted").alive());
        assertEquals(64, journal.consumer("halted").cursor());
        halted.resume();
        assertEquals(88, halted.read(1));
        halted.pause();
    }

    /** What retention does by itself to one that is too far behind. */
    @Test
    void anEvictedConsumerHasAGap(TestJournal journal) {
        ConsumerProcess slow = journal.startConsumer("slow", ConsumerPolicy.EVICT);
        slow.kill();
        journal.open().setRetention(Retention.pages(1));
        long tail = journal.fillPages(4);
        journal.open().prune();
        Reader reader =
                journal.closing(journal.open().reader(ReaderOptions.defaults().consumer("slow")));
        GapException gap =
                assertThrows(GapException.class, () -> reader.poll((buffer, offset, length, header) -> {}, 1));
        assertEquals(64, gap.from());
        assertTrue(gap.to() > 64 + TestJournal.PAGE_SIZE && gap.to() < tail, gap.getMessage());
    }

    @Test
    void whatTheyCannotDoIsAnErrorThatSaysWhy(TestJournal journal) {
        WriterProcess writer = journal.startWriter();
        AssertionError e = assertThrows(AssertionError.class, journal::startWriter);
        assertTrue(e.getMessage().contains("WriterActiveException"), e.getMessage());
        e = assertThrows(AssertionError.class, () -> writer.append(new byte[PageDescriptor.maxPayloadLength(16) + 1]));
        assertTrue(e.getMessage().contains("FrameTooLargeException"), e.getMessage());
        writer.append("a");
        assertThrows(
                IllegalArgumentException.class, () -> journal.startConsumer("c").read(0));
    }

    @Test
    @ExtendWith(TestJournalExtension.class)
    void theyEndBehindTheTest() {
        JournalProcess writer;
        JournalProcess consumer;
        try (TestJournal journal = TestJournal.create()) {
            writer = journal.startWriter();
            consumer = journal.startConsumer("c");
            consumer.pause();
        }
        assertFalse(writer.isAlive());
        assertFalse(consumer.isAlive());
    }
}
