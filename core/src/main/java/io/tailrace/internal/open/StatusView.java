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
import io.tailrace.internal.role.Owners;
import io.tailrace.internal.role.Owners.Life;
import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.layout.Positions;
import java.util.ArrayList;
import java.util.List;

/** A journal as seen from outside: maps for reading only, takes no lock. */
final class StatusView {
    private final ControlFile control;
    private final PageCache pages;
    private final Owners owners;

    StatusView(ControlFile control, PageCache pages, Owners owners) {
        this.control = control;
        this.pages = pages;
        this.owners = owners;
    }

    JournalStatus look() {
        Geometry geometry = control.geometry();
        // Floor and cursors before the tail, so that none of them lies behind it.
        long floor = control.floor();
        List<ConsumerSlot> slots = new ArrayList<>();
        List<Long> cursors = new ArrayList<>();
        for (int i = 0; i < geometry.consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            if (slot.isRegistered() || slot.isUnnamed() && life(slot) != Life.DEAD) {
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
                geometry.journalMode().toString(),
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
                frames(seen),
                ControlFile.epoch(control.watch()),
                control.statistics().read(),
                sealed(),
                control.framesAwaited(),
                control.roomAwaited());
    }

    /** Who closed clean has left its slot; slot 0 is an exclusive writer's, who holds the role's byte. */
    private List<WriterStatus> writers() {
        List<WriterStatus> writers = new ArrayList<>();
        for (int slot = 0; slot < slots(); slot++) {
            long pid = control.writerPid(slot);
            if (pid != 0) {
                Life life = writerLife(slot);
                writers.add(new WriterStatus(
                        pid,
                        life == Life.ALIVE,
                        control.writerLastActive(slot),
                        slot,
                        control.writerSealed(slot),
                        life == Life.UNKNOWN));
            }
        }
        return List.copyOf(writers);
    }

    private int slots() {
        return control.geometry().isShared() ? control.geometry().writerSlots() : 1;
    }

    private Life writerLife(int slot) {
        long position = control.geometry().isShared() ? LockDescriptor.writer(slot) : LockDescriptor.WRITER;
        return owners.of(position, control.writerNamespace(slot));
    }

    private long sealed() {
        long sealed = 0;
        for (int slot = 0; slot < slots(); slot++) {
            sealed += control.writerSealed(slot);
        }
        return sealed;
    }

    /** An exclusive writer knows them all; of shared ones each slot knows its own. */
    private long frames(TailWalk.Seen seen) {
        if (!control.geometry().isShared()) {
            return seen.frames();
        }
        long frames = 0;
        for (int slot = 0; slot < slots(); slot++) {
            frames += control.writerFrames(slot);
        }
        return frames;
    }

    /** Who left has said so: nothing of that is hidden. */
    private Life life(ConsumerSlot slot) {
        long position = LockDescriptor.consumer(slot.number());
        return slot.pid() == 0 && !owners.isSeen(position) ? Life.DEAD : owners.of(position, slot.namespace());
    }

    /** Those who hold up a frame that a living writer says it waits with. */
    private List<String> waitingFor(List<ConsumerSlot> consumers, List<Long> cursors) {
        long end = 0;
        for (int slot = 0; slot < slots(); slot++) {
            long waitingFor = control.writerWaitingFor(slot);
            end = waitingFor > end && control.writerPid(slot) != 0 && writerLife(slot) != Life.DEAD ? waitingFor : end;
        }
        long capacity = control.capacity();
        List<String> names = new ArrayList<>();
        for (int i = 0; end > 0 && capacity > 0 && i < consumers.size(); i++) {
            if (consumers.get(i).policy() == ConsumerPolicy.GATE && end - cursors.get(i) > capacity) {
                names.add(consumers.get(i).name());
            }
        }
        return List.copyOf(names);
    }

    private ConsumerStatus consumer(ConsumerSlot slot, long cursor, long tail) {
        Life life = life(slot);
        boolean alive = life == Life.ALIVE;
        long lastActive = slot.lastActive();
        NextFrame next = NextFrame.at(cursor, tail, pages);
        return new ConsumerStatus(
                slot.name(),
                cursor,
                tail - cursor,
                alive,
                state(slot, cursor, tail, life, next),
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

    private ConsumerState state(ConsumerSlot slot, long cursor, long tail, Life life, NextFrame next) {
        if (life != Life.ALIVE) {
            return life == Life.DEAD ? ConsumerState.DEAD : ConsumerState.UNKNOWN;
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
