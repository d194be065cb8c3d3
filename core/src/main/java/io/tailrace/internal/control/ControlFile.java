package io.tailrace.internal.control;

import static io.tailrace.layout.ControlDescriptor.*;

import io.tailrace.CorruptJournalException;
import io.tailrace.JournalException;
import io.tailrace.JournalStatus;
import io.tailrace.Retention;
import io.tailrace.internal.fault.FaultPoint;
import io.tailrace.internal.fault.FaultPoints;
import io.tailrace.internal.memory.Mapping;
import io.tailrace.internal.memory.RegularFile;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.wake.Bell;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import io.tailrace.layout.WriterDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The mapped file {@code control}. Any thread; what each method pairs with is said at the method.
 *
 * <p>Rule 1 of the protocol: nobody derives where to read or to write from the control line. It is for those who look, and it names a
 * page to begin a walk with.
 */
public final class ControlFile implements AutoCloseable {
    private final Path path;
    private final Mapping mapping;
    private final ByteBuffer bytes;
    private final Geometry geometry;
    private final @Nullable Bell framesBell;
    private final @Nullable Bell roomBell;
    private boolean closed;

    private ControlFile(Path path, Mapping mapping, Geometry geometry, boolean writable) {
        this.path = path;
        this.mapping = mapping;
        this.bytes = mapping.bytes();
        this.geometry = geometry;
        this.framesBell = writable ? new Bell(bytes, FRAMES_BELL_OFFSET) : null;
        this.roomBell = writable ? new Bell(bytes, ROOM_BELL_OFFSET) : null;
    }

    /**
     * Maps and checks a control file. On a file thread.
     *
     * @throws JournalException if it is not one that this version can work with
     */
    public static ControlFile open(Path path, boolean writable) throws IOException {
        Set<StandardOpenOption> options =
                writable ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE) : Set.of(StandardOpenOption.READ);
        try (FileChannel channel = FileChannel.open(RegularFile.require(path), withoutLinks(options))) {
            long length = requireLength(path, channel);
            Mapping mapping = Mapping.map(channel, writable, length);
            try {
                Geometry geometry = ControlCheck.geometry(path, mapping.bytes(), length);
                ControlCheck.reserved(path, mapping.bytes(), geometry);
                return new ControlFile(path, mapping, geometry, writable);
            } catch (RuntimeException e) {
                mapping.unmap();
                throw e;
            }
        }
    }

    /**
     * Maps a control file, and resets what makes no sense in it before it is checked. By who holds all roles. On a file thread.
     *
     * @param dryRun whether to reset it for this mapping alone
     * @param mended gets what was reset, for people
     * @throws JournalException if it is beyond that
     */
    public static ControlFile openMended(Path path, boolean dryRun, List<String> mended) throws IOException {
        try (FileChannel channel = FileChannel.open(
                RegularFile.require(path), withoutLinks(Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)))) {
            long length = requireLength(path, channel);
            Mapping mapping = dryRun ? Mapping.mapPrivate(channel, length) : Mapping.map(channel, true, length);
            try {
                Geometry geometry = ControlCheck.geometry(path, mapping.bytes(), length);
                mended.addAll(ControlMender.mend(mapping.bytes(), geometry));
                ControlCheck.reserved(path, mapping.bytes(), geometry);
                return new ControlFile(path, mapping, geometry, true);
            } catch (RuntimeException e) {
                mapping.unmap();
                throw e;
            }
        }
    }

    private static long requireLength(Path path, FileChannel channel) throws IOException {
        long length = channel.size();
        if (length < HEADER_LENGTH || length > length(MAX_WRITER_SLOTS, MAX_CONSUMER_SLOTS)) {
            throw new CorruptJournalException(
                    path, JournalException.NO_POSITION, "length is " + length + " bytes: truncated, or not a journal");
        }
        return length;
    }

    private static Set<java.nio.file.OpenOption> withoutLinks(Set<StandardOpenOption> options) {
        Set<java.nio.file.OpenOption> all = new java.util.HashSet<>(options);
        all.add(LinkOption.NOFOLLOW_LINKS);
        return all;
    }

    public Path path() {
        return path;
    }

    /**
     * Looks at what was looked at when it was opened once more.
     *
     * @throws JournalException if it changed to something that this version cannot work with
     */
    public void check() {
        Geometry found = ControlCheck.geometry(path, bytes, bytes.capacity());
        if (!found.equals(geometry)) {
            throw new CorruptJournalException(path, JournalException.NO_POSITION, "geometry changed to " + found);
        }
        ControlCheck.reserved(path, bytes, geometry);
    }

    public Geometry geometry() {
        return geometry;
    }

    /**
     * Rung by who makes a word visible: behind it. For those who sleep at the tail.
     *
     * @return the bell; only of a file that was opened for writing
     */
    public Bell framesBell() {
        return Objects.requireNonNull(framesBell, "not opened for writing");
    }

    /**
     * Rung by who moves a cursor, or changes what gates: behind it. For writers at a gate, and those who wait until a consumer has passed.
     *
     * @return the bell; only of a file that was opened for writing
     */
    public Bell roomBell() {
        return Objects.requireNonNull(roomBell, "not opened for writing");
    }

    /** What the bell of frames says; of any file. */
    public JournalStatus.Waiting framesAwaited() {
        return Bell.look(bytes, FRAMES_BELL_OFFSET);
    }

    /** What the bell of room says; of any file. */
    public JournalStatus.Waiting roomAwaited() {
        return Bell.look(bytes, ROOM_BELL_OFFSET);
    }

    /** The mapped bytes, for those who look at the watch word between payload and word of each append. */
    public ByteBuffer bytes() {
        return bytes;
    }

    public long currentPageIndex() {
        return Words.longOpaque(bytes, CURRENT_PAGE_INDEX_OFFSET);
    }

    public long totalPages() {
        return Words.longOpaque(bytes, TOTAL_PAGES_OFFSET);
    }

    /** After a page was linked and before END leads there. */
    public void raiseTotalPages(long pages) {
        Words.maxLong(bytes, TOTAL_PAGES_OFFSET, pages);
    }

    public long writePosition() {
        return Words.longAcquire(bytes, WRITE_POS_OFFSET);
    }

    /**
     * Stores the hints, by the exclusive writer. Release: whoever takes {@code write_pos} by {@link #writePosition()} and walks on from
     * it finds all words below it.
     *
     * @param frames how many frames the journal ever had below the position
     */
    public void storeHints(long pageIndex, long position, long frames) {
        Words.putLongOpaque(bytes, CURRENT_PAGE_INDEX_OFFSET, pageIndex);
        FaultPoints.pass(FaultPoint.HINT_PAGE_STORED);
        Words.putLongRelease(bytes, framesOffset(), frames);
        FaultPoints.pass(FaultPoint.HINT_FRAMES_STORED);
        Words.putLongRelease(bytes, WRITE_POS_OFFSET, position);
    }

    /**
     * {@code write_pos} and the frames below it. They are two words: who looks between the two stores, or behind a writer that was killed
     * there, gets a count that is ahead by less than 64 KiB of frames, which is why it is for people and decides nothing.
     */
    public Hint hint() {
        while (true) {
            long position = writePosition();
            long frames = Words.longAcquire(bytes, framesOffset());
            // Moved at most once each 64 KiB of frames.
            if (writePosition() == position) {
                return new Hint(position, Math.max(0, frames));
            }
        }
    }

    /**
     * Raises the hints, by a shared writer: several do, and none may take back what another said. The count of frames is in the slots.
     */
    public void raiseHints(long pageIndex, long position) {
        Words.maxLong(bytes, CURRENT_PAGE_INDEX_OFFSET, pageIndex);
        Words.maxLong(bytes, WRITE_POS_OFFSET, position);
    }

    private static int framesOffset() {
        return writerSlotOffset(WriterDescriptor.EXCLUSIVE_SLOT) + WriterDescriptor.FRAMES_OFFSET;
    }

    /** What is counted for those who look. */
    public Statistics statistics() {
        return new Statistics(bytes);
    }

    /** Volatile: pairs with the raise before pages are removed. */
    public long floor() {
        long floor = Words.longVolatile(bytes, FLOOR_OFFSET);
        if (floor < 0 || Positions.offset(floor, geometry.pageBits()) != PageDescriptor.HEADER_LENGTH) {
            throw new CorruptJournalException(
                    path, floor, "the floor is " + floor + ", which is no page's first frame");
        }
        return floor;
    }

    /**
     * Raises the floor, unless it is there or beyond already; volatile, before a page is removed.
     *
     * @return the floor that was found: of any number of removers one alone takes it over a position
     */
    public long raiseFloor(long position) {
        return Words.maxLong(bytes, FLOOR_OFFSET, position);
    }

    /** How far the writer may run ahead of a gating consumer, in bytes; 0 = unbounded. Volatile: pairs with {@link #storeCapacity}. */
    public long capacity() {
        return Math.max(0, Words.longVolatile(bytes, CAPACITY_OFFSET));
    }

    /** Then {@link #raiseConsumerChanges()}, so that the writer looks. */
    public void storeCapacity(long capacity) {
        Words.putLongVolatile(bytes, CAPACITY_OFFSET, capacity);
    }

    public Retention retention() {
        return RetentionWord.parse(Words.longVolatile(bytes, RETENTION_OFFSET));
    }

    public void storeRetention(Retention retention) {
        Words.putLongVolatile(bytes, RETENTION_OFFSET, RetentionWord.of(retention));
    }

    public long watch() {
        return Words.longVolatile(bytes, WATCH_OFFSET);
    }

    /**
     * Raises the epoch in the high half; volatile, so that an owner who still appends sees it between payload and word.
     *
     * @return the word after the raise
     */
    public long raiseEpoch() {
        long raised = Words.addLong(bytes, WATCH_OFFSET, 1L << 32) + (1L << 32);
        // The owner before may wait at a gate.
        roomBell().ring();
        return raised;
    }

    /**
     * Raises the low half, which wraps without touching the epoch: a consumer was added, removed, reset or given another policy, or the
     * capacity was changed. Behind the change, so that who sees this sees that.
     */
    public void raiseConsumerChanges() {
        long found;
        long raised;
        do {
            found = watch();
            raised = found & 0xFFFF_FFFF_0000_0000L | found + 1 & 0xFFFF_FFFFL;
        } while (!Words.casLong(bytes, WATCH_OFFSET, found, raised));
        roomBell().ring();
    }

    public static long epoch(long watch) {
        return watch >>> 32;
    }

    public long ownerPid() {
        return Words.longAcquire(bytes, OWNER_PID_OFFSET);
    }

    public long ownerStart() {
        return Words.longPlain(bytes, OWNER_START_OFFSET);
    }

    public long ownerNamespace() {
        return Words.longPlain(bytes, OWNER_NAMESPACE_OFFSET);
    }

    public long ownerLockInode() {
        return Words.longPlain(bytes, OWNER_LOCK_INODE_OFFSET);
    }

    /** By who holds the role's lock. The pid last, release: pairs with {@link #ownerPid()}, behind which the rest is read. */
    public void storeOwner(long pid, long start, long namespace, long lockInode) {
        Words.putLongRelease(bytes, OWNER_PID_OFFSET, 0);
        Words.storeStoreFence();
        Words.putLongPlain(bytes, OWNER_START_OFFSET, start);
        Words.putLongPlain(bytes, OWNER_NAMESPACE_OFFSET, namespace);
        Words.putLongPlain(bytes, OWNER_LOCK_INODE_OFFSET, lockInode);
        Words.putLongRelease(bytes, OWNER_PID_OFFSET, pid);
    }

    /** Says that the owner left nothing unfinished; release, after the last word. */
    public void clearOwner() {
        Words.putLongRelease(bytes, OWNER_PID_OFFSET, 0);
    }

    public long bootIdHigh() {
        return Words.longOpaque(bytes, BOOT_ID_OFFSET);
    }

    public long bootIdLow() {
        return Words.longOpaque(bytes, BOOT_ID_OFFSET + Long.BYTES);
    }

    public void storeBootId(long high, long low) {
        Words.putLongOpaque(bytes, BOOT_ID_OFFSET, high);
        Words.putLongRelease(bytes, BOOT_ID_OFFSET + Long.BYTES, low);
    }

    /** As its own PID namespace knows it. */
    public long writerPid(int slot) {
        return writerProcess(slot) & 0xFFFF_FFFFL;
    }

    /** The PID namespace of {@link #writerPid}, 0 if unknown. */
    public long writerNamespace(int slot) {
        return writerProcess(slot) >>> 32;
    }

    /** In one word, as it is one thing; the kernel's numbers have 22 and 32 bits. */
    private long writerProcess(int slot) {
        return Words.longOpaque(bytes, writerSlotOffset(slot) + WriterDescriptor.PID_OFFSET);
    }

    public long writerLastActive(int slot) {
        return Words.longOpaque(bytes, writerSlotOffset(slot) + WriterDescriptor.LAST_ACTIVE_OFFSET);
    }

    /**
     * Enters a slot under a new generation, volatile: whoever meets a claim of the one before finds that it moved on.
     *
     * @return the new generation
     */
    public long enterWriterSlot(int slot, long pid, long namespace, long epochNanos) {
        int offset = writerSlotOffset(slot);
        long generation = Words.addLong(bytes, offset + WriterDescriptor.GENERATION_OFFSET, 1) + 1;
        Words.putLongOpaque(bytes, offset + WriterDescriptor.LAST_ACTIVE_OFFSET, epochNanos);
        Words.putLongOpaque(bytes, offset + WriterDescriptor.PID_OFFSET, namespace << 32 | pid);
        // The one before may have died while it waited.
        markWriterWaiting(slot, 0, 0);
        return generation;
    }

    /** Pairs with the addition of {@link #enterWriterSlot}. */
    public long writerGeneration(int slot) {
        return Words.longVolatile(bytes, writerSlotOffset(slot) + WriterDescriptor.GENERATION_OFFSET);
    }

    /** Where a shared writer noted its last claim, 0 if it never did. */
    public long writerClaim(int slot) {
        return Words.longOpaque(bytes, writerSlotOffset(slot) + WriterDescriptor.CLAIM_OFFSET);
    }

    /** Before the CAS that claims, which makes it visible no later than the claim. */
    public void noteWriterClaim(int slot, long position) {
        Words.putLongOpaque(bytes, writerSlotOffset(slot) + WriterDescriptor.CLAIM_OFFSET, position);
    }

    /** Frames of all owners of a shared journal's slot. */
    public long writerFrames(int slot) {
        return Math.max(0, Words.longOpaque(bytes, writerSlotOffset(slot) + WriterDescriptor.FRAMES_OFFSET));
    }

    public void storeWriterFrames(int slot, long frames) {
        Words.putLongOpaque(bytes, writerSlotOffset(slot) + WriterDescriptor.FRAMES_OFFSET, frames);
    }

    /** Claims of a slot that others sealed. */
    public long writerSealed(int slot) {
        return Math.max(0, Words.longOpaque(bytes, writerSlotOffset(slot) + WriterDescriptor.SEALED_OFFSET));
    }

    public void countSealed(int slot) {
        Words.addLong(bytes, writerSlotOffset(slot) + WriterDescriptor.SEALED_OFFSET, 1);
    }

    public void leaveWriterSlot(int slot) {
        Words.putLongOpaque(bytes, writerSlotOffset(slot) + WriterDescriptor.PID_OFFSET, 0);
    }

    public void markWriterActive(int slot, long epochNanos) {
        Words.putLongOpaque(bytes, writerSlotOffset(slot) + WriterDescriptor.LAST_ACTIVE_OFFSET, epochNanos);
    }

    /** Where the frame would end that a gate holds up; 0 = the writer does not wait. */
    public long writerWaitingFor(int slot) {
        return Words.longOpaque(bytes, writerSlotOffset(slot) + WriterDescriptor.WAITING_FOR_OFFSET);
    }

    /** @param since ns since the epoch, for who reads the bytes */
    public void markWriterWaiting(int slot, long end, long since) {
        Words.putLongOpaque(bytes, writerSlotOffset(slot) + WriterDescriptor.WAITING_SINCE_OFFSET, since);
        Words.putLongOpaque(bytes, writerSlotOffset(slot) + WriterDescriptor.WAITING_FOR_OFFSET, end);
    }

    public ConsumerSlot consumer(int slot) {
        return new ConsumerSlot(bytes, geometry.writerSlots(), slot);
    }

    /** Unmaps. Nobody may use the file or a slot of it any more. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            mapping.unmap();
        }
    }
}
