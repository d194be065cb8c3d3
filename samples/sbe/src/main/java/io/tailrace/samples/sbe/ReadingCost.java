package io.tailrace.samples.sbe;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Counts messages, and what the thread that reads them allocates meanwhile. */
final class ReadingCost {
    private static final int WARM_UP = 20_000;
    private static final int LOOK_EVERY = 1_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long messages;
    private long allocatedAtBegin;
    private long measured;
    private long allocated;

    /** On the thread that reads; the tick itself does not matter. */
    void count(Tick tick) {
        messages++;
        if (messages == WARM_UP) {
            allocatedAtBegin = threads.getCurrentThreadAllocatedBytes();
        } else if (messages > WARM_UP && messages % LOOK_EVERY == 0) {
            measured = messages - WARM_UP;
            allocated = threads.getCurrentThreadAllocatedBytes() - allocatedAtBegin;
        }
    }

    /** Messages counted so far. */
    long messages() {
        return messages;
    }

    /** Bytes for each message, once warm; NaN before that. */
    double bytesPerMessage() {
        return (double) allocated / measured;
    }

    /** One line for humans. */
    String line() {
        return String.format(
                Locale.ROOT,
                "read %,d messages; the reading thread allocated %.2f bytes for each",
                messages,
                bytesPerMessage());
    }
}
