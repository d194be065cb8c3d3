package io.tailrace;

/**
 * How a thread that sleeps until another process does something is woken. The best one that both sides have is used, without asking for a
 * JVM flag: see {@link WakeableIdleStrategy}.
 */
public enum WakeUp {
    /** By the kernel, on a word of the journal: JDK 22 or later with native access granted, on Linux 5.16 or later. */
    FUTEX("futex"),
    /** By a datagram on the loopback address: any JDK, within a network namespace. */
    DOORBELL("doorbell"),
    /** Not at all: it looks again and again, at growing intervals. What remains without write permission, or between network namespaces. */
    POLLING("polling");

    private final String text;

    WakeUp(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
