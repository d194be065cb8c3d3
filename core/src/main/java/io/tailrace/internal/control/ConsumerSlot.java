package io.tailrace.internal.control;

import static io.tailrace.layout.ConsumerDescriptor.*;

import io.tailrace.ConsumerPolicy;
import io.tailrace.internal.memory.Words;
import io.tailrace.layout.ControlDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** One consumer slot of a mapped control file. Its owner is who holds its byte of {@code lock}; anybody may look. */
public final class ConsumerSlot {
    private final ByteBuffer bytes;
    private final int number;
    private final int base;

    ConsumerSlot(ByteBuffer bytes, int writerSlots, int number) {
        this.bytes = bytes;
        this.number = number;
        this.base = ControlDescriptor.consumerSlotOffset(writerSlots, number);
    }

    public int number() {
        return number;
    }

    /** Volatile: who resumes publishes state and cursor, then looks at the floor. */
    public long cursor() {
        return Words.longVolatile(bytes, base + CURSOR_OFFSET);
    }

    public void storeCursor(long position) {
        Words.putLongVolatile(bytes, base + CURSOR_OFFSET, position);
    }

    /** Advances the cursor unless somebody else moved it. A CAS orders more than the release that is needed. */
    public boolean casCursor(long from, long to) {
        return Words.casLong(bytes, base + CURSOR_OFFSET, from, to);
    }

    public boolean isRegistered() {
        return state() == STATE_REGISTERED;
    }

    /** Whether its gating reader has no name: then the slot counts only while its lock is held. */
    public boolean isUnnamed() {
        return state() == STATE_UNNAMED;
    }

    private int state() {
        return Words.intAcquire(bytes, base + STATE_OFFSET);
    }

    /** Opaque is enough before an advance: the CAS on the cursor decides against who resets it. */
    public int generation() {
        return Words.intOpaque(bytes, base + GENERATION_OFFSET);
    }

    /** Raised by who holds the slot's lock, before it changes anything else. */
    public int raiseGeneration() {
        int raised = generation() + 1;
        Words.putIntVolatile(bytes, base + GENERATION_OFFSET, raised);
        return raised;
    }

    /** Fills a slot that nobody has; the state last, volatile: pairs with {@link #isRegistered()}. */
    public void register(String name, long cursor) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(utf8, MAX_NAME_LENGTH);
        bytes.put(base + NAME_OFFSET, padded, 0, padded.length);
        Words.putIntPlain(bytes, base + NAME_LENGTH_OFFSET, utf8.length);
        Words.putIntPlain(bytes, base + POLICY_OFFSET, POLICY_GATE);
        storeCursor(cursor);
        Words.putIntVolatile(bytes, base + STATE_OFFSET, STATE_REGISTERED);
    }

    public void free() {
        Words.putIntVolatile(bytes, base + STATE_OFFSET, STATE_FREE);
    }

    /** Whatever the word says: one that nobody could have meant holds what it can. */
    public ConsumerPolicy policy() {
        return switch (Words.intAcquire(bytes, base + POLICY_OFFSET)) {
            case POLICY_EVICT -> ConsumerPolicy.EVICT;
            case POLICY_FREE -> ConsumerPolicy.FREE;
            default -> ConsumerPolicy.GATE;
        };
    }

    /** The name; whatever the bytes say, a short text. */
    public String name() {
        int length = Math.max(0, Math.min(MAX_NAME_LENGTH, Words.intPlain(bytes, base + NAME_LENGTH_OFFSET)));
        byte[] utf8 = new byte[length];
        bytes.get(base + NAME_OFFSET, utf8, 0, length);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    public int activity() {
        return Words.intOpaque(bytes, base + ACTIVITY_OFFSET);
    }

    public long lastActive() {
        return Words.longOpaque(bytes, base + LAST_ACTIVE_OFFSET);
    }

    public void markActive(long epochNanos, int activity) {
        Words.putIntOpaque(bytes, base + ACTIVITY_OFFSET, activity);
        Words.putLongOpaque(bytes, base + LAST_ACTIVE_OFFSET, epochNanos);
    }

    public long pausedReason() {
        return Words.longOpaque(bytes, base + PAUSED_REASON_OFFSET);
    }

    public long pausedPosition() {
        return Words.longOpaque(bytes, base + PAUSED_POSITION_OFFSET);
    }

    public void markPaused(long reason, long position) {
        Words.putLongOpaque(bytes, base + PAUSED_POSITION_OFFSET, position);
        Words.putLongOpaque(bytes, base + PAUSED_REASON_OFFSET, reason);
    }

    public long pid() {
        return Words.longAcquire(bytes, base + PID_OFFSET);
    }

    public long start() {
        return Words.longPlain(bytes, base + START_OFFSET);
    }

    public long namespace() {
        return Words.longPlain(bytes, base + NAMESPACE_OFFSET);
    }

    /** The pid last, release: pairs with {@link #pid()}, behind which the rest is read. */
    public void storeOwner(long pid, long start, long namespace) {
        Words.putLongRelease(bytes, base + PID_OFFSET, 0);
        Words.storeStoreFence();
        Words.putLongPlain(bytes, base + START_OFFSET, start);
        Words.putLongPlain(bytes, base + NAMESPACE_OFFSET, namespace);
        Words.putLongRelease(bytes, base + PID_OFFSET, pid);
    }

    public void clearOwner() {
        Words.putIntOpaque(bytes, base + ACTIVITY_OFFSET, ACTIVITY_UNKNOWN);
        markPaused(PAUSED_NONE, 0);
        Words.putLongRelease(bytes, base + PID_OFFSET, 0);
    }

    /** Stops who meets a state, policy or reserved field that this version does not know. */
    void requireKnown(Path path) {
        String consumer = "consumer slot " + number + ": ";
        int state = Words.intAcquire(bytes, base + STATE_OFFSET);
        if (state < STATE_FREE || state > STATE_UNNAMED) {
            throw ControlCheck.unknown(path, consumer + "state", state);
        }
        int policy = Words.intOpaque(bytes, base + POLICY_OFFSET);
        if (policy < POLICY_GATE || policy > POLICY_FREE) {
            throw ControlCheck.unknown(path, consumer + "policy", policy);
        }
        long reason = Words.longOpaque(bytes, base + PAUSED_REASON_OFFSET);
        if (reason < PAUSED_NONE || reason > PAUSED_DRAINING) {
            throw ControlCheck.unknown(path, consumer + "paused reason", reason);
        }
    }
}
