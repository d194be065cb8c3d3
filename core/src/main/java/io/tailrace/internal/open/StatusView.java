package io.tailrace.internal.open;

import io.tailrace.ConsumerPolicy;
import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.ConsumerState;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.JournalStatus.WriterStatus;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.Geometry;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.TailWalk;
import io.tailrace.internal.retain.Held;
import io.tailrace.internal.role.LockTable;
import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.layout.Positions;
import io.tailrace.layout.WriterDescriptor;
import java.util.ArrayList;
import java.util.List;

/** A journal as seen from outside: maps for reading only, takes no lock. */
final class StatusView {
    private final ControlFile control;
    private final PageCache pages;
    private final LockTable locks;

    StatusView(ControlFile control, PageCache pages, LockTable locks) {
        this.control = control;
        this.pages = pages;
        this.locks = locks;
    }

    JournalStatus look() {
        Geometry geometry = control.geometry();
        // Floor and cursors before the tail, so that none of them lies behind it.
        long floor = control.floor();
        List<ConsumerSlot> slots = new ArrayList<>();
        List<Long> cursors = new ArrayList<>();
        for (int i = 0; i < geometry.consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            if (slot.isRegistered() || slot.isUnnamed() && isAlive(slot)) {
                slots.add(slot);
                cursors.add(slot.cursor());
            }
        }
        List<String> waitingFor = waitingFor(slots, cursors);
        long writePosition = control.writePosition();
        TailWalk.Seen seen = new TailWalk(control, pages, false).look();
        long tail = seen.position();
        List<ConsumerStatus> consumers = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            consumers.add(consumer(slots.get(i), cursors.get(i), tail));
        }
        return new JournalStatus(
                geometry.uuid(),
                geometry.pageSize(),
                "exclusive",
                Positions.pageIndex(tail, geometry.pageBits()),
                control.totalPages(),
                writePosition,
                tail,
                floor,
                geometry.createdAt(),
                control.capacity(),
                waitingFor,
                writers(),
                List.copyOf(consumers),
                control.retention(),
                seen.frames(),
                ControlFile.epoch(control.watch()),
                control.statistics().read());
    }

    /** Slot 0 is the exclusive writer's; who closed clean has left it. */
    private List<WriterStatus> writers() {
        int slot = WriterDescriptor.EXCLUSIVE_SLOT;
        long pid = control.writerPid(slot);
        return pid == 0
                ? List.of()
                : List.of(new WriterStatus(pid, locks.isHeld(LockDescriptor.WRITER), control.writerLastActive(slot)));
    }

    private boolean isAlive(ConsumerSlot slot) {
        return locks.isHeld(LockDescriptor.consumer(slot.number()));
    }

    /** Those who hold up the frame that a living writer says it waits with. */
    private List<String> waitingFor(List<ConsumerSlot> slots, List<Long> cursors) {
        long end = control.writerWaitingFor(WriterDescriptor.EXCLUSIVE_SLOT);
        long capacity = control.capacity();
        List<String> names = new ArrayList<>();
        if (end > 0 && capacity > 0 && locks.isHeld(LockDescriptor.WRITER)) {
            for (int i = 0; i < slots.size(); i++) {
                if (slots.get(i).policy() == ConsumerPolicy.GATE && end - cursors.get(i) > capacity) {
                    names.add(slots.get(i).name());
                }
            }
        }
        return List.copyOf(names);
    }

    private ConsumerStatus consumer(ConsumerSlot slot, long cursor, long tail) {
        boolean alive = isAlive(slot);
        long lastActive = slot.lastActive();
        NextFrame next = NextFrame.at(cursor, tail, pages);
        return new ConsumerStatus(
                slot.name(),
                cursor,
                tail - cursor,
                alive,
                state(slot, cursor, tail, alive, next),
                slot.pid(),
                lastActive,
                slot.policy(),
                lastActive == 0 ? -1 : Math.max(0, System.currentTimeMillis() - lastActive / 1_000_000L),
                alive ? slot.paused() : null,
                heldBytes(slot, cursor, tail),
                next.timestamp());
    }

    private long heldBytes(ConsumerSlot slot, long cursor, long tail) {
        int pageBits = control.geometry().pageBits();
        long page = Held.page(slot.policy(), cursor, tail, control.capacity(), pageBits);
        return page == Held.NONE ? 0 : tail - Positions.firstFrame(page, pageBits);
    }

    private ConsumerState state(ConsumerSlot slot, long cursor, long tail, boolean alive, NextFrame next) {
        if (!alive) {
            return ConsumerState.DEAD;
        }
        if (cursor >= tail) {
            return ConsumerState.AT_TAIL;
        }
        if (next.behindEnd()) {
            return ConsumerState.AT_PAGE_END;
        }
        return slot.activity() == ConsumerDescriptor.ACTIVITY_WAITING_FOR_DEMAND
                ? ConsumerState.WAITING_FOR_DEMAND
                : ConsumerState.READING;
    }
}
