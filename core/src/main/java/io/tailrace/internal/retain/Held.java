package io.tailrace.internal.retain;

import io.tailrace.ConsumerPolicy;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.control.UnnamedReader;
import io.tailrace.internal.role.Owners;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which pages the consumers of a journal hold.
 *
 * <p>A cursor is bytes that others can write. One that is no position of a frame, or lies beyond the tail, tells nothing about where its
 * consumer stands: it holds all that a sound one of its policy could hold, until the consumer is reset or removed.
 */
public final class Held {
    /** Holds no page. */
    public static final long NONE = Long.MAX_VALUE;

    private final Path journal;
    private final ControlFile control;
    private final @Nullable LockFile lock;
    private final LongSupplier walk;
    private final int pageBits;
    private long tail;
    private @Nullable Owners owners;

    /**
     * @param lock tells whether a reader without a name lives; null where no lock may be touched, and the kernel's table has to do
     * @param walk gives the tail, found by words
     */
    Held(Path journal, ControlFile control, @Nullable LockFile lock, LongSupplier walk) {
        this.journal = journal;
        this.control = control;
        this.lock = lock;
        this.walk = walk;
        this.pageBits = control.geometry().pageBits();
        this.tail = walk.getAsLong();
    }

    /** The tail as it was known last. */
    long tail() {
        return tail;
    }

    /** The lowest page that a consumer holds now, or {@link #NONE}. */
    long firstPage() throws IOException {
        owners = null;
        long capacity = control.capacity();
        long first = NONE;
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            boolean unnamed = slot.isUnnamed();
            if (slot.isRegistered() || unnamed && isAlive(slot)) {
                ConsumerPolicy policy = unnamed ? ConsumerPolicy.GATE : slot.policy();
                first = Math.min(first, page(policy, sound(slot.cursor()), capacity));
            }
        }
        return first;
    }

    private long page(ConsumerPolicy policy, long cursor, long capacity) {
        return page(policy, cursor, tail, capacity, pageBits);
    }

    /** A cursor behind the tail may be ahead of the tail that is known: then the tail is looked for once more. */
    private long sound(long cursor) {
        if (cursor > tail) {
            tail = walk.getAsLong();
        }
        return cursor;
    }

    /**
     * The lowest page that a consumer holds.
     *
     * @param tail at or behind the cursor; whoever removes pages looked for it before the cursors, or one that kept up would seem too far behind
     * @return index of the page, or {@link #NONE}
     */
    public static long page(ConsumerPolicy policy, long cursor, long tail, long capacity, int pageBits) {
        boolean sound = isSound(cursor, tail, pageBits);
        boolean within = policy == ConsumerPolicy.GATE || capacity == 0;
        if (policy == ConsumerPolicy.FREE || sound && !within && tail - cursor > capacity) {
            return NONE;
        }
        if (sound) {
            return Positions.pageIndex(cursor, pageBits);
        }
        return within ? 0 : Positions.pageIndex(Math.max(0, tail - capacity), pageBits);
    }

    private static boolean isSound(long cursor, long tail, int pageBits) {
        return cursor >= 0
                && cursor <= tail
                && cursor % FrameDescriptor.ALIGNMENT == 0
                && Positions.offset(cursor, pageBits) >= PageDescriptor.HEADER_LENGTH;
    }

    /** Whether a reader without a name lives; where no lock may be touched, whether it may, as far as the kernel's table tells. */
    private boolean isAlive(ConsumerSlot slot) throws IOException {
        if (lock != null) {
            return UnnamedReader.isAliveOrFreed(control, lock, slot);
        }
        if (owners == null) {
            owners = Owners.read(journal, null);
        }
        return owners.of(LockDescriptor.consumer(slot.number()), slot.namespace()) != Owners.Life.DEAD;
    }
}
