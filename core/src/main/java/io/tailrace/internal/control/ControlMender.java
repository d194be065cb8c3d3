package io.tailrace.internal.control;

import static io.tailrace.layout.ConsumerDescriptor.*;
import static io.tailrace.layout.ControlDescriptor.*;

import io.tailrace.ConsumerPolicy;
import io.tailrace.internal.memory.Words;
import io.tailrace.layout.WriterDescriptor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Resets what makes no sense in a control file whose identity line does: what can be set anew without a loss, or with one that is told.
 * What this version does not know by name, a reserved line or a feature, is not touched: somebody knows more.
 *
 * <p>Works on the bytes of a mapping: a private one for those who only want to know.
 */
final class ControlMender {
    private final ByteBuffer bytes;
    private final Geometry geometry;
    private final List<String> done = new ArrayList<>();

    private ControlMender(ByteBuffer bytes, Geometry geometry) {
        this.bytes = bytes;
        this.geometry = geometry;
    }

    /**
     * Mends.
     *
     * @return what was done, for people
     */
    static List<String> mend(ByteBuffer bytes, Geometry geometry) {
        ControlMender mender = new ControlMender(bytes, geometry);
        mender.limits();
        if (!geometry.isShared()) {
            mender.exclusiveWriterSlots();
        }
        mender.consumerSlots();
        return mender.done;
    }

    private void limits() {
        long capacity = Words.longOpaque(bytes, CAPACITY_OFFSET);
        if (capacity < 0) {
            Words.putLongVolatile(bytes, CAPACITY_OFFSET, 0);
            done.add("capacity: " + capacity + " bytes is none; unbounded from now on, tailrace set changes it");
        }
        long retention = Words.longOpaque(bytes, RETENTION_OFFSET);
        if (RetentionWord.kind(retention) > RETENTION_CONSUMERS) {
            Words.putLongVolatile(bytes, RETENTION_OFFSET, 0);
            done.add("retention: kind " + RetentionWord.kind(retention)
                    + " is not known; all pages are kept from now on, tailrace set changes it");
        }
    }

    /** What only shared writers use. */
    private void exclusiveWriterSlots() {
        for (int slot = 0; slot < geometry.writerSlots(); slot++) {
            int base = writerSlotOffset(slot);
            zero("writer slot " + slot + ": claim", base + WriterDescriptor.CLAIM_OFFSET);
            zero("writer slot " + slot + ": sealed", base + WriterDescriptor.SEALED_OFFSET);
            if (slot != WriterDescriptor.EXCLUSIVE_SLOT) {
                zero("writer slot " + slot + ": frames", base + WriterDescriptor.FRAMES_OFFSET);
            }
        }
    }

    private void zero(String field, int offset) {
        long found = Words.longOpaque(bytes, offset);
        if (found != 0) {
            Words.putLongOpaque(bytes, offset, 0);
            done.add(field + ": " + found + " in an exclusive journal, which has none; set to 0");
        }
    }

    private void consumerSlots() {
        Map<String, ConsumerSlot> names = new HashMap<>();
        for (int number = 0; number < geometry.consumerSlots(); number++) {
            ConsumerSlot slot = new ConsumerSlot(bytes, geometry.writerSlots(), number);
            int base = consumerSlotOffset(geometry.writerSlots(), number);
            known(slot, base);
            if (!slot.isRegistered()) {
                continue;
            }
            if (!slot.isNameSound()) {
                slot.free();
                done.add("consumer slot " + number + ": the name is not sound; freed, its cursor was " + slot.cursor());
                continue;
            }
            ConsumerSlot lower = names.putIfAbsent(slot.name(), slot);
            if (lower != null) {
                // What either has not done is to be done.
                lower.raiseRegistration();
                lower.storeCursor(Math.min(lower.cursor(), slot.cursor()));
                slot.free();
                done.add("consumer slots " + lower.number() + " and " + number + " had one name \"" + slot.name()
                        + "\"; the lower one stays, with the lower cursor " + lower.cursor());
            }
        }
    }

    private void known(ConsumerSlot slot, int base) {
        String consumer = "consumer slot " + slot.number() + ": ";
        int state = Words.intAcquire(bytes, base + STATE_OFFSET);
        if (state < STATE_FREE || state > STATE_UNNAMED) {
            boolean sound = slot.isNameSound();
            Words.putIntVolatile(bytes, base + STATE_OFFSET, sound ? STATE_REGISTERED : STATE_FREE);
            done.add(consumer + "state " + state + " is not known; "
                    + (sound ? "registered, as it has the name \"" + slot.name() + '"' : "freed"));
        }
        int policy = Words.intOpaque(bytes, base + POLICY_OFFSET);
        if (policy < POLICY_GATE || policy > POLICY_FREE) {
            slot.storePolicy(ConsumerPolicy.GATE);
            done.add(consumer + "policy " + policy + " is not known; it gates from now on, which loses nothing");
        }
        long reason = Words.longOpaque(bytes, base + PAUSED_REASON_OFFSET);
        if (reason < PAUSED_NONE || reason > PAUSED_DRAINING) {
            slot.markResumed();
            done.add(consumer + "paused reason " + reason + " is not known; set to none");
        }
    }
}
