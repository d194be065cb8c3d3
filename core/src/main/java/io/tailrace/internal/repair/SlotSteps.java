package io.tailrace.internal.repair;

import io.tailrace.Repair;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.layout.PageDescriptor;
import java.util.Objects;

/** What is to be done with the slots: cursors that no frame begins at, and what dead owners left. */
final class SlotSteps {
    private final ControlFile control;
    private final Plan plan;
    private final Survey survey;
    private final Witnesses witnesses;

    SlotSteps(ControlFile control, Plan plan, Survey survey, Witnesses witnesses) {
        this.control = control;
        this.plan = plan;
        this.survey = survey;
        this.witnesses = witnesses;
    }

    /**
     * The generation's high half first: from then on the cursor does not say that what lies before it was processed.
     */
    void moveCursors() {
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            long cursor = slot.cursor();
            long to = slot.isRegistered() ? where(cursor) : cursor;
            if (to == cursor) {
                continue;
            }
            plan.consumers.add(new Repair.Moved(slot.name(), cursor, to));
            plan.add("consumer \"" + slot.name() + "\": cursor moved from " + cursor + " to " + to, () -> {
                slot.raiseRegistration();
                slot.storeCursor(to);
            });
        }
        for (int i = 0; control.geometry().isShared() && i < control.geometry().writerSlots(); i++) {
            int slot = i;
            long claim = control.writerClaim(i);
            boolean before = claim >= PageDescriptor.HEADER_LENGTH && claim < survey.floor;
            if (claim != 0 && !before && (claim > survey.end || !isMet(claim))) {
                plan.add(
                        "writer slot " + i + ": claim noted at " + claim + ", where no frame begins; forgotten",
                        () -> control.noteWriterClaim(slot, 0));
            }
        }
    }

    private boolean isMet(long position) {
        return Objects.equals(survey.met.get(position), position);
    }

    /**
     * Where a cursor belongs. What is processed twice is better than what is not: one in the middle of a frame goes to its begin; one that
     * says nothing goes to the earliest frame. One behind the cut has processed all that is left.
     */
    private long where(long cursor) {
        boolean cutOff = cursor >= PageDescriptor.HEADER_LENGTH && cursor < survey.floor;
        if (cutOff) {
            // Its reader is told of the gap, as its page is gone.
            return cursor;
        }
        if (cursor > survey.end) {
            return witnesses.isPlausible(cursor) ? survey.end : survey.floor;
        }
        return Objects.requireNonNullElse(survey.met.get(cursor), survey.floor);
    }

    /** They would be freed by whoever comes next, too. */
    void freeTheDead() {
        for (int i = 0; i < control.geometry().writerSlots(); i++) {
            int slot = i;
            long pid = control.writerPid(i);
            if (pid != 0) {
                plan.add("writer slot " + i + ": process " + pid + " is gone, freed", () -> {
                    control.markWriterWaiting(slot, 0, 0);
                    control.leaveWriterSlot(slot);
                });
            }
        }
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            if (slot.isUnnamed()) {
                plan.add(
                        "consumer slot " + i + ": reader without a name, process " + slot.pid() + ", is gone; freed",
                        () -> {
                            slot.raiseRegistration();
                            slot.clearOwner();
                            slot.free();
                        });
            } else if (slot.isRegistered() && slot.pid() != 0) {
                plan.add(
                        "consumer \"" + slot.name() + "\": its reader, process " + slot.pid() + ", is gone",
                        slot::clearOwner);
            }
        }
    }
}
