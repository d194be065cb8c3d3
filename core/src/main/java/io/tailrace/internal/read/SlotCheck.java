package io.tailrace.internal.read;

import io.tailrace.CorruptJournalException;
import io.tailrace.JournalException;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Looks at the slots of a control file, which others may change meanwhile: what looks wrong for a moment is looked at again. */
final class SlotCheck {
    /** Of two consumers that register under one name, the later one leaves within this. */
    private static final int LOOKS = 20;

    private static final long PAUSE_NANOS = 5_000_000L;

    private final ControlFile control;
    private final boolean shared;

    SlotCheck(ControlFile control) {
        this.control = control;
        this.shared = control.geometry().isShared();
    }

    /** Before the walk: the tail only grows, so what a slot names is met by it. */
    void expectPositions(Expected expected, long floor) {
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            // The state is stored last, so the cursor is read behind it.
            if (!slot.isRegistered()) {
                continue;
            }
            long cursor = slot.cursor();
            // Below the floor there may be no page to look in, and a consumer that is cut off is told so when it reads.
            boolean cutOff = cursor >= PageDescriptor.HEADER_LENGTH && cursor < floor;
            if (!cutOff) {
                expected.add(cursor, "cursor of consumer \"" + slot.name() + '"');
            }
        }
        for (int i = 0; shared && i < control.geometry().writerSlots(); i++) {
            long claim = control.writerClaim(i);
            if (claim != 0 && (claim >= floor || claim < PageDescriptor.HEADER_LENGTH)) {
                expected.add(claim, "claim noted in writer slot " + i);
            }
        }
    }

    /** What a CLAIMED word says of its writer. */
    void requireOwner(long word, long position) {
        int slot = FrameDescriptor.claimSlot(word);
        if (control.writerGeneration(slot) == 0) {
            throw corrupt(position, "the claim is of writer slot " + slot + ", which nobody ever owned");
        }
    }

    void run() {
        if (shared && control.ownerPid() != 0) {
            throw corrupt(
                    JournalException.NO_POSITION,
                    "process " + control.ownerPid() + " owns the exclusive role of a shared journal");
        }
        String doubled = "";
        for (int look = 0; look < LOOKS; look++) {
            doubled = doubledName();
            if (doubled.isEmpty()) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw corrupt(JournalException.NO_POSITION, doubled);
    }

    /** What is wrong with the names, empty if nothing is. */
    private String doubledName() {
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            if (!slot.isRegistered()) {
                continue;
            }
            String name = slot.name();
            if (!slot.isNameSound()) {
                return "consumer slot " + i + ": the name is not sound";
            }
            Integer other = names.put(name, i);
            if (other != null) {
                return "consumer slots " + other + " and " + i + " have the same name \"" + name + '"';
            }
        }
        return "";
    }

    private CorruptJournalException corrupt(long position, String reason) {
        return new CorruptJournalException(control.path(), position, reason);
    }
}
