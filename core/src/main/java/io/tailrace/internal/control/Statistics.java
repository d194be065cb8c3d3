package io.tailrace.internal.control;

import static io.tailrace.layout.ControlDescriptor.*;

import io.tailrace.JournalStatus;
import io.tailrace.internal.memory.Words;
import java.nio.ByteBuffer;

/**
 * Counters in {@code control}, by additions of whoever does what is counted, in whatever process. None of it is on the way of an append;
 * nothing is decided by it.
 */
public final class Statistics {
    private final ByteBuffer control;

    Statistics(ByteBuffer control) {
        this.control = control;
    }

    public void pageSwitched(long nanos) {
        Words.addLong(control, STATISTICS_OFFSET, 1);
        Words.addLong(control, SWITCH_NANOS_OFFSET, nanos);
        Words.maxLong(control, LONGEST_SWITCH_NANOS_OFFSET, nanos);
    }

    public void takenOver() {
        Words.addLong(control, TAKEOVERS_OFFSET, 1);
    }

    public void gateClosed() {
        Words.addLong(control, GATES_CLOSED_OFFSET, 1);
    }

    public void gateOpened(long nanos) {
        Words.addLong(control, GATE_NANOS_OFFSET, nanos);
    }

    public void evicted() {
        Words.addLong(control, EVICTIONS_OFFSET, 1);
    }

    public void spaceShort() {
        Words.addLong(control, SPACE_SHORT_OFFSET, 1);
    }

    public JournalStatus.Statistics read() {
        return new JournalStatus.Statistics(
                at(STATISTICS_OFFSET),
                at(SWITCH_NANOS_OFFSET),
                at(LONGEST_SWITCH_NANOS_OFFSET),
                at(TAKEOVERS_OFFSET),
                at(GATES_CLOSED_OFFSET),
                at(GATE_NANOS_OFFSET),
                at(EVICTIONS_OFFSET),
                at(SPACE_SHORT_OFFSET));
    }

    /** Others can write what they like there. */
    private long at(int offset) {
        return Math.max(0, Words.longOpaque(control, offset));
    }
}
