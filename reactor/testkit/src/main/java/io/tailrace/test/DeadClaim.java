package io.tailrace.test;

import io.tailrace.Appender;
import io.tailrace.Claim;
import io.tailrace.Journal;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.Positions;

/**
 * The claim of a shared journal's writer that died before it committed. An appender of this process makes it, and is then made to believe
 * that it has lost it, and its slot, to the dead one.
 */
final class DeadClaim {
    private DeadClaim() {}

    static void leave(DeadProcess dead, Journal opened, ControlFile control, byte[] payload) {
        int pageBits = control.geometry().pageBits();
        try (Appender appender = opened.appender()) {
            Claim claim = appender.claim(payload.length);
            claim.buffer().putBytes(0, payload, 0, (payload.length + 1) / 2);
            int offset = Positions.offset(appender.position(), pageBits);
            RawPage page = RawPage.of(opened.path(), Positions.pageIndex(appender.position(), pageBits));
            long word = page.getLong(offset);
            int slot = FrameDescriptor.claimSlot(word);
            long generation = control.enterWriterSlot(
                    slot, dead.pid(), control.writerNamespace(slot), System.currentTimeMillis() * 1_000_000L);
            // Else it was sealed in between, as that of a dead one may be.
            page.compareAndSet(
                    offset,
                    word,
                    FrameDescriptor.claimed(payload.length, slot, generation, FrameDescriptor.isPatient(word)));
        }
    }
}
