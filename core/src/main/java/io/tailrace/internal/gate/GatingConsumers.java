package io.tailrace.internal.gate;

import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import org.jspecify.annotations.Nullable;

/** The consumers that the writer may not run too far ahead of. Any thread; allocates nothing. */
final class GatingConsumers {
    /** No gate is there. */
    static final long NO_LIMIT = Long.MAX_VALUE;

    private final ControlFile control;
    private final ConsumerSlot[] slots;

    GatingConsumers(ControlFile control) {
        this.control = control;
        this.slots = new ConsumerSlot[control.geometry().consumerSlots()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = control.consumer(i);
        }
    }

    /** The position that no frame may reach beyond: the lowest gating cursor and the capacity. */
    long limit() {
        long capacity = control.capacity();
        if (capacity == 0) {
            return NO_LIMIT;
        }
        long lowest = NO_LIMIT;
        for (ConsumerSlot slot : slots) {
            if (slot.isGating()) {
                lowest = Math.min(lowest, cursor(slot));
            }
        }
        return lowest > NO_LIMIT - capacity ? NO_LIMIT : lowest + capacity;
    }

    /** Whom the writer would wait for first; null if there is nobody. */
    @Nullable
    ConsumerSlot furthestBehind() {
        ConsumerSlot furthest = null;
        long lowest = NO_LIMIT;
        for (ConsumerSlot slot : slots) {
            long cursor = slot.isGating() ? cursor(slot) : NO_LIMIT;
            if (cursor < lowest) {
                lowest = cursor;
                furthest = slot;
            }
        }
        return furthest;
    }

    /** A cursor is bytes that others can write. */
    private static long cursor(ConsumerSlot slot) {
        return Math.max(0, slot.cursor());
    }

    int count() {
        return slots.length;
    }

    ConsumerSlot slot(int number) {
        return slots[number];
    }
}
