package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Await;
import io.tailrace.FrameHeader;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus.WriterStatus;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Until;
import io.tailrace.WriterLimitException;
import io.tailrace.check.Board;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Payloads;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.check.Stamp;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.WriterDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers of a shared journal that lose their locks while they live. Others take their very slots: no frame is lost, doubled or torn, and
 * each writer's come in its order.
 */
class LockLossSharedIT {
    private static final int OWN = 8;
    private static final int WRITERS = 9;
    private static final Duration LENGTH = Duration.ofSeconds(5);

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private final long seed = System.nanoTime();
    private final List<ChildProcess> children = new ArrayList<>();
    private final Payloads payloads = new Payloads();
    private final long[] read = new long[WRITERS];
    private Path path;
    private Journal journal;
    private Board board;
    private long sequence;

    @AfterEach
    void end() {
        children.forEach(ChildProcess::close);
        journal.close();
        SharedMemoryDirectory.empty(directory);
    }

    private void create(int slots) {
        System.out.println("seed " + seed);
        path = directory.resolve("journal");
        journal = Journal.openOrCreate(
                path,
                JournalOptions.defaults()
                        .mode(JournalMode.SHARED)
                        .writerSlots(slots)
                        .pageSize(1 << 16));
        board = Board.open(directory.resolve("board"));
    }

    private ChildProcess startWriter(int writer) {
        ChildProcess child =
                ChildProcess.start(LockLossWriterMain.class, path, directory.resolve("board"), writer, seed + writer);
        children.add(child);
        awaitProgress(writer);
        return child;
    }

    private void awaitProgress(int writer) {
        long from = board.get(LockLossWriterMain.acknowledged(writer));
        Await.until(
                "writer " + writer + " appends", () -> board.get(LockLossWriterMain.acknowledged(writer)) > from + 100);
    }

    private void append(Appender appender) {
        for (int i = 0; i < 100; i++) {
            int length = 100 + i;
            appender.append(payloads.make(OWN, ++sequence, length), 0, length, OWN, sequence);
        }
    }

    private void take(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        Stamp stamp = payloads.stamp(buffer, offset, length, header.position());
        assertEquals(header.type(), stamp.writer(), "torn at " + header.position());
        assertEquals(read[stamp.writer()] + 1, stamp.sequence(), "next frame of writer " + stamp.writer());
        read[stamp.writer()]++;
    }

    private void stopAndCheck() {
        board.set(LockLossWriterMain.STOP, 1);
        children.forEach(ChildProcess::endWell);
        try (Reader reader = journal.reader(ReaderOptions.defaults().until(Until.tail()))) {
            while (!reader.isDone()) {
                reader.poll(this::take, 1_000);
            }
        }
        for (int writer = 0; writer < OWN; writer++) {
            assertEquals(board.get(LockLossWriterMain.acknowledged(writer)), read[writer], "of writer " + writer);
        }
        assertEquals(sequence, read[OWN]);
        assertNull(journal.verify().fault());
    }

    /** The only slot, while its owner lives: the proof that its lock was lost. */
    private Appender takeSlot() {
        AppenderOptions options = AppenderOptions.defaults().takeoverTimeout(Duration.ofMillis(50));
        Appender[] taken = new Appender[1];
        Await.until("a living writer's slot can be had", () -> {
            try {
                taken[0] = journal.appender(options);
                return true;
            } catch (WriterLimitException e) {
                return false;
            }
        });
        return taken[0];
    }

    @Test
    void whoLosesTheOnlySlotIsToldAndGetsItBack() {
        create(1);
        ChildProcess child = startWriter(0);
        for (int i = 0; i < 3; i++) {
            try (Appender own = takeSlot()) {
                append(own);
                long refused = board.get(LockLossWriterMain.limited(0));
                Await.until("the old owner is told", () -> {
                    append(own);
                    assertTrue(child.isAlive(), () -> "the writer ended: " + child.errors());
                    return board.get(LockLossWriterMain.limited(0)) > refused;
                });
            }
            awaitProgress(0);
        }
        stopAndCheck();
    }

    @Test
    @SuppressWarnings("try")
    void whoLosesItsSlotGoesOnInAnother() {
        create(2);
        ChildProcess child = startWriter(0);
        try (Appender first = takeSlot();
                Appender second = takeSlot()) {
            append(first);
            append(second);
            first.close();
            awaitProgress(0);
            append(second);
            List<WriterStatus> writers = journal.status().writers();
            assertEquals(2, writers.size(), writers.toString());
            assertTrue(writers.stream().anyMatch(writer -> writer.pid() == child.pid()), writers.toString());
            assertTrue(
                    writers.stream()
                            .anyMatch(writer ->
                                    writer.pid() == ProcessHandle.current().pid()),
                    writers.toString());
        }
        stopAndCheck();
    }

    /** Stopped between any two instructions, claims open or not, without a lock: others have its slot, and it goes on. */
    @Test
    void aStoppedWriterWithoutItsLockGoesOn() {
        create(1);
        ChildProcess child = startWriter(0);
        for (int i = 0; i < 20; i++) {
            child.pause();
            try (Appender own = journal.appender(AppenderOptions.defaults().takeoverTimeout(Duration.ZERO))) {
                append(own);
            } catch (WriterLimitException e) {
                // It has its lock. Another time.
                continue;
            } finally {
                child.resume();
                awaitProgress(0);
            }
        }
        assertTrue(sequence > 0, "never had the slot");
        stopAndCheck();
    }

    @Test
    void writersThatTakeSlotsFromEachOther() {
        create(2);
        for (int writer = 0; writer < 3; writer++) {
            startWriter(writer);
        }
        long end = System.nanoTime() + LENGTH.toNanos();
        try (Reader reader = journal.reader()) {
            while (System.nanoTime() < end) {
                reader.poll(this::take, 100);
            }
        }
        Arrays.fill(read, 0);
        for (int writer = 0; writer < 3; writer++) {
            awaitProgress(writer);
        }
        stopAndCheck();
        long refused = 0;
        for (int writer = 0; writer < 3; writer++) {
            refused += board.get(LockLossWriterMain.limited(writer));
        }
        long owners = generation(0) + generation(1);
        long sealed = journal.status().sealed();
        System.out.println("EVIDENCE frames=" + (read[0] + read[1] + read[2]) + " owners=" + owners + " refused="
                + refused + " sealed=" + sealed + " seed=" + seed);
        assertTrue(owners >= 20, "slots changed hands " + owners + " times");
        assertTrue(sealed >= 1, "no claim was sealed under its owner");
    }

    private long generation(int slot) {
        return RawFile.getLong(
                path.resolve(ControlDescriptor.FILE_NAME),
                ControlDescriptor.writerSlotOffset(slot) + WriterDescriptor.GENERATION_OFFSET);
    }
}
