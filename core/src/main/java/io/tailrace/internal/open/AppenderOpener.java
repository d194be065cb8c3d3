package io.tailrace.internal.open;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.internal.append.ExclusiveAppender;
import io.tailrace.internal.append.SharedAppender;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.gate.Gate;
import io.tailrace.internal.page.Events;
import io.tailrace.internal.page.FileMaker;
import io.tailrace.internal.page.PageMaker;
import io.tailrace.internal.page.Tail;
import io.tailrace.internal.page.TailWalk;
import io.tailrace.internal.role.SameBoot;
import io.tailrace.internal.role.WriterRole;
import io.tailrace.internal.seal.SlotKeeper;
import io.tailrace.internal.seal.WriterSlotRole;
import io.tailrace.layout.WriterDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens appenders: takes the role that the journal's mode knows, finds the tail, and wires. */
final class AppenderOpener {
    private final SharedJournal share;
    private final Path directory;
    private final ControlFile control;
    private final Events events;
    private final Duration patience;

    /** @param share given to the appender that is opened; if none is, it stays the caller's */
    AppenderOpener(SharedJournal share, Events events, Duration patience) {
        this.share = share;
        this.directory = share.directory();
        this.control = share.control(true);
        this.events = events;
        this.patience = patience;
    }

    Appender open(AppenderOptions options) {
        Appender appender = control.geometry().isShared() ? openShared(options) : openExclusive(options);
        tellOfSpace();
        return appender;
    }

    private Appender openExclusive(AppenderOptions options) {
        WriterRole role =
                WriterRole.take(directory, control, share.lock(), share.lockInode(), options.takeoverTimeout());
        ExclusiveAppender appender = null;
        Tail tail = null;
        try {
            share.requireNotReplaced();
            tail = new TailWalk(control, share.pages(), true).find();
            int slot = WriterDescriptor.EXCLUSIVE_SLOT;
            appender = new ExclusiveAppender(
                    directory,
                    control,
                    share.pages(),
                    maker(),
                    role,
                    tail,
                    events,
                    options.clock(),
                    whileWaiting -> beforeMaking(slot, whileWaiting),
                    gate(() -> slot, role.watch(), options),
                    share::close);
            if (role.isSamePage()) {
                appender.clearResidue();
            } else {
                appender.switchPage();
            }
            role.own();
        } catch (RuntimeException | Error e) {
            if (appender == null) {
                giveBack(tail);
                role.leave();
            } else {
                share.share();
                appender.close();
            }
            throw e;
        }
        if (role.previousPid() != 0) {
            control.statistics().takenOver();
            events.takeover(role.previousPid(), ControlFile.epoch(role.watch()));
        }
        return appender;
    }

    private Appender openShared(AppenderOptions options) {
        SameBoot.require(directory, control);
        AtomicInteger slot = new AtomicInteger();
        Supplier<WriterSlotRole> roles = () -> {
            WriterSlotRole taken = WriterSlotRole.take(
                    directory, control, share.lock(), share.sealer(), events, options.takeoverTimeout());
            slot.set(taken.slot());
            return taken;
        };
        WriterSlotRole role = roles.get();
        Tail tail = null;
        SlotKeeper keeper = null;
        try {
            share.requireNotReplaced();
            SameBoot.store(control);
            Gate gate = gate(slot::get, control.watch(), options);
            tail = new TailWalk(control, share.pages(), true).find();
            keeper = new SlotKeeper(control, share.sealer(), patience, events);
            SlotKeeper kept = keeper;
            return new SharedAppender(
                    directory,
                    control,
                    share.pages(),
                    maker(),
                    role,
                    roles,
                    tail,
                    events,
                    options.clock(),
                    whileWaiting -> beforeMaking(slot.get(), whileWaiting),
                    gate,
                    () -> {
                        kept.close();
                        share.close();
                    });
        } catch (RuntimeException | Error e) {
            if (keeper != null) {
                keeper.close();
            }
            giveBack(tail);
            role.leave();
            throw e;
        }
    }

    private void giveBack(@Nullable Tail tail) {
        if (tail != null) {
            share.pages().release(tail.page());
        }
    }

    private PageMaker maker() {
        return new PageMaker(control, new FileMaker(directory, share.lock()), events);
    }

    private Gate gate(IntSupplier slot, long watch, AppenderOptions options) {
        return new Gate(
                directory,
                control,
                share.lock(),
                slot,
                watch,
                options.gateTimeout(),
                events,
                share::requireThere,
                () -> share.share()::close);
    }

    /** A page comes after those that may go: else it would not fit where there is room for what is kept and little more. */
    private void beforeMaking(int slot, Runnable whileWaiting) {
        share.requireNotReplaced();
        control.markWriterActive(slot, System.currentTimeMillis() * 1_000_000L);
        share.retention().makeRoom(share.pages().geometry().pageSize(), events, whileWaiting);
    }

    private void tellOfSpace() {
        int pageSize = share.pages().geometry().pageSize();
        long usable = FileMaker.usableSpace(directory);
        if (usable < pageSize) {
            control.statistics().spaceShort();
            events.spaceShort(pageSize, usable);
        }
    }
}
