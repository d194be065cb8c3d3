package io.tailrace.test;

import io.tailrace.Appender;
import io.tailrace.Claim;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.FullDisks;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.Positions;
import io.tailrace.layout.WriterDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Faults of a {@link TestJournal}, made at once by this process: from {@link TestJournal#faults()}. They fit into the {@code then(…)} of a
 * {@code StepVerifier}.
 *
 * <p>What follows is not played: the bytes, the files and the errors are those that the real fault leaves. Where a test wants the real
 * process as well, {@link WriterProcess} and {@link ConsumerProcess} are there to be killed and halted.
 *
 * <p><b>Threading:</b> any thread, beside writers and readers that run.
 */
public final class Faults {
    private static final long EPOCH = 1L << 32;

    private final Path disk;
    private final Path journal;

    Faults(Path disk, Path journal) {
        this.disk = disk;
        this.journal = journal;
    }

    /**
     * {@link #writerDiesAppending(byte[])} with a text.
     *
     * @param text the payload, encoded as UTF-8
     * @throws io.tailrace.WriterActiveException if somebody writes
     */
    public void writerDiesAppending(String text) {
        writerDiesAppending(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A writer takes its role, writes the first half of a payload and dies, without a word: the frame is never seen, the next writer finds
     * a dead one before it and half a payload behind the tail. Leaves the same bytes as {@link WriterProcess#dieAppending}, without starting
     * a JVM.
     *
     * <p>In a shared journal it is one of many: the others append behind its claim, and it is sealed by readers that may write at once, by
     * writers within a second or two; until then readers stand before it.
     *
     * @param payload of the frame that is never seen
     * @throws io.tailrace.WriterActiveException if somebody writes an exclusive journal: close it first, it cannot die without this process
     * @throws io.tailrace.FrameTooLargeException if no frame has room for it; then nobody died
     */
    public void writerDiesAppending(byte[] payload) {
        DeadProcess dead = DeadProcess.make();
        try (ControlFile control = openControl();
                Journal opened = Journal.open(journal)) {
            if (opened.mode() == JournalMode.SHARED) {
                DeadClaim.leave(dead, opened, control, payload);
                return;
            }
            long raised;
            // What cannot be claimed is no death: then it closes like any other.
            try (Appender appender = opened.appender()) {
                Claim claim = appender.claim(payload.length);
                claim.buffer().putBytes(0, payload, 0, (payload.length + 1) / 2);
                claimFor(dead, control);
                // Fenced, it closes without a last word, and leaves the owner's line as it is.
                raised = control.raiseEpoch();
            }
            lowerEpoch(control, ControlFile.epoch(raised));
        }
    }

    /**
     * {@link #writerStallsAppending(byte[])} with a text.
     *
     * @param text the payload, encoded as UTF-8
     * @return the append that does not go on
     * @throws io.tailrace.WriterActiveException if somebody writes an exclusive journal
     */
    public StalledAppend writerStallsAppending(String text) {
        return writerStallsAppending(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A writer takes room for a frame, writes the first half of its payload and does not go on, as one that is halted, or waits for memory.
     * In a shared journal others append behind it, and readers stand before it until it goes on or has stood longer than {@link
     * io.tailrace.JournalOptions#patience}; then it is sealed, and appended again at the tail when it goes on. An exclusive journal stands
     * still.
     *
     * @param payload of the frame
     * @return the append that does not go on; whoever forgets it left it open, which {@link TestJournal#close} tells
     * @throws io.tailrace.WriterActiveException if somebody writes an exclusive journal
     * @throws io.tailrace.FrameTooLargeException if no frame has room for it
     */
    public StalledAppend writerStallsAppending(byte[] payload) {
        return StalledAppend.begin(journal, payload);
    }

    private static void claimFor(DeadProcess dead, ControlFile control) {
        control.storeOwner(dead.pid(), dead.start(), control.ownerNamespace(), control.ownerLockInode());
        int pid = ControlDescriptor.writerSlotOffset(WriterDescriptor.EXCLUSIVE_SLOT) + WriterDescriptor.PID_OFFSET;
        long namespace = control.writerNamespace(WriterDescriptor.EXCLUSIVE_SLOT);
        Words.putLongOpaque(control.bytes(), pid, namespace << 32 | dead.pid());
    }

    /** Unless the next writer is there already: then the epoch is his. */
    private static void lowerEpoch(ControlFile control, long raised) {
        for (long watch = control.watch(); ControlFile.epoch(watch) == raised; watch = control.watch()) {
            if (Words.casLong(control.bytes(), ControlDescriptor.WATCH_OFFSET, watch, watch - EPOCH)) {
                return;
            }
        }
    }

    /**
     * From now on the disk is full for writers in this process: where a page is to be made, here or beside this journal, there is no room
     * for it. A page that was made ahead already is written before that. Other directories and other processes have room.
     */
    public void fillDisk() {
        FullDisks.add(disk);
    }

    /** From now on there is room again. Closing the journal does that, too. */
    public void freeDisk() {
        FullDisks.remove(disk);
    }

    /**
     * Removes the oldest pages, whoever holds them, as retention does it: a reader that stands there, or before, and has not mapped what
     * comes next gets a {@link io.tailrace.GapException}. A page that a reader has mapped, which is the one that it stands in and most often
     * the next, it reads to its end; one that was closed a moment ago may have it mapped still, see {@link TestJournal#awaitReleased()}.
     * Consumers that lose something are counted as evicted; a listener, which hears of what its own handle does, is not told.
     *
     * @param pages how many, fewer than there are
     * @return the new floor: the first position that is still there
     * @throws IllegalArgumentException if the page that is written would be among them
     */
    public long evictPages(int pages) {
        try (ControlFile control = openControl()) {
            int pageBits = control.geometry().pageBits();
            long first = Positions.pageIndex(control.floor(), pageBits);
            long written = tailPage(pageBits);
            if (pages < 1 || first + pages > written) {
                throw new IllegalArgumentException("cannot remove " + pages + " of the pages " + first + " to "
                        + written + ", the last of which is written: fill some first");
            }
            long floor = Positions.firstFrame(first + pages, pageBits);
            countEvictions(control, control.raiseFloor(floor), floor);
            for (long page = first; page < first + pages; page++) {
                RawPage.of(journal, page).delete();
            }
            return floor;
        }
    }

    /** As who removes pages counts them; here gates do not keep theirs. */
    private static void countEvictions(ControlFile control, long before, long floor) {
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            long cursor = slot.cursor();
            if (slot.isRegistered() && before <= cursor && cursor < floor) {
                control.statistics().evicted();
            }
        }
    }

    private long tailPage(int pageBits) {
        try (Journal opened = Journal.open(journal)) {
            return Positions.pageIndex(opened.status().tail(), pageBits);
        }
    }

    /**
     * Deletes the file of a page that is still retained, as somebody who tidies up {@code /dev/shm} does it: a reader that comes to it gets
     * a {@link io.tailrace.CorruptJournalException}, unless it has it mapped already.
     *
     * @param index of the page, from 0
     * @throws IllegalArgumentException if there is no such page
     */
    public void deletePage(long index) {
        RawPage.of(journal, index).delete();
    }

    /**
     * Damages a frame: inverts all bits of one part of it. Who reads it gets what {@link FramePart} says.
     *
     * @param position of the frame, as append returned it
     * @param part what is inverted
     * @throws IllegalArgumentException if no frame begins there
     */
    public void corrupt(long position, FramePart part) {
        RawPage.invert(journal, pageBits(), position, part);
    }

    /**
     * Damages the header of a page: inverts its first word, by which a page is known. Who maps it from now on gets a {@link
     * io.tailrace.CorruptJournalException}.
     *
     * @param index of the page, from 0
     * @throws IllegalArgumentException if there is no such page
     */
    public void corruptPage(long index) {
        RawPage.of(journal, index).invert(ControlDescriptor.MAGIC_OFFSET, Long.BYTES);
    }

    private int pageBits() {
        try (ControlFile control = openControl()) {
            return control.geometry().pageBits();
        }
    }

    private ControlFile openControl() {
        try {
            return ControlFile.open(journal.resolve(ControlDescriptor.FILE_NAME), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
