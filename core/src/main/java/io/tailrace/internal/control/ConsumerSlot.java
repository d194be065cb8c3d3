package io.tailrace.internal.control;

import static io.tailrace.layout.ConsumerDescriptor.*;

import io.tailrace.ConsumerPolicy;
import io.tailrace.PausedReason;
import io.tailrace.internal.fault.FaultPoint;
import io.tailrace.internal.fault.FaultPoints;
import io.tailrace.internal.memory.Words;
import io.tailrace.layout.ControlDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One consumer slot of a mapped control file. Its owner is who holds its byte of {@code lock}; anybody may look. */
public final class ConsumerSlot {
    private final ByteBuffer bytes;
    private final int number;
    private final int base;

    public ConsumerSlot(ByteBuffer bytes, int writerSlots, int number) {
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

    /** Whether the writer may not run more than the capacity ahead of the cursor. Cursor and name are there for who sees this. */
    public boolean isGating() {
        int state = state();
        return state == STATE_UNNAMED
                || state == STATE_REGISTERED && Words.intAcquire(bytes, base + POLICY_OFFSET) == POLICY_GATE;
    }

    /** Opaque is enough before an advance: the CAS on the cursor decides against who resets it. */
    public int generation() {
        return Words.intOpaque(bytes, base + GENERATION_OFFSET);
    }

    /**
     * What is raised by who registers, removes or resets the consumer, or passes a gap: as long as it stands, the cursor moved only over
     * what was done. Acquire: who resets raises it before the cursor moves, so it is read behind the cursor.
     */
    public int registration() {
        return registration(Words.intAcquire(bytes, base + GENERATION_OFFSET));
    }

    /** The half of a generation that stands still as long as all before the cursor was processed. */
    public static int registration(int generation) {
        return generation >>> 16;
    }

    /**
     * Raises the high half: from now on the cursor does not say that what lies before it was processed. Before the cursor is moved, by who
     * registers, removes or resets. It wraps without touching the low half.
     *
     * @return the generation after the raise
     */
    public int raiseRegistration() {
        int found;
        do {
            found = generation();
        } while (!casRegistration(found));
        return nextRegistration(found);
    }

    /**
     * Raises the high half from what an owner knows, before it moves its cursor over a gap.
     *
     * @return false if the slot is no longer the owner's
     */
    public boolean casRegistration(int generation) {
        return Words.casInt(bytes, base + GENERATION_OFFSET, generation, nextRegistration(generation));
    }

    public static int nextRegistration(int generation) {
        return generation + 0x1_0000;
    }

    /**
     * Raises the low half: another owner goes on where the cursor stands. It wraps without touching the high half.
     *
     * @return the generation after the raise
     */
    public int raiseOwner() {
        int found;
        int raised;
        do {
            found = generation();
            raised = found & 0xFFFF_0000 | found + 1 & 0xFFFF;
        } while (!Words.casInt(bytes, base + GENERATION_OFFSET, found, raised));
        return raised;
    }

    /** Fills a free slot; the state last, volatile: pairs with {@link #isRegistered()}. */
    public void register(String name, ConsumerPolicy policy, long cursor) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(utf8, MAX_NAME_LENGTH);
        bytes.put(base + NAME_OFFSET, padded, 0, padded.length);
        Words.putIntPlain(bytes, base + NAME_LENGTH_OFFSET, utf8.length);
        storePolicy(policy);
        storeCursor(cursor);
        FaultPoints.pass(FaultPoint.CONSUMER_CURSOR_STORED);
        Words.putIntVolatile(bytes, base + STATE_OFFSET, utf8.length == 0 ? STATE_UNNAMED : STATE_REGISTERED);
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

    /** Volatile; then {@link ControlFile#raiseConsumerChanges()}, so that the writer looks: pairs with {@link #policy()}. */
    public void storePolicy(ConsumerPolicy policy) {
        int stored = switch (policy) {
            case GATE -> POLICY_GATE;
            case EVICT -> POLICY_EVICT;
            case FREE -> POLICY_FREE;
        };
        Words.putIntVolatile(bytes, base + POLICY_OFFSET, stored);
    }

    /** The name; whatever the bytes say, a short text. */
    public String name() {
        int length = Math.max(0, Math.min(MAX_NAME_LENGTH, Words.intPlain(bytes, base + NAME_LENGTH_OFFSET)));
        byte[] utf8 = new byte[length];
        bytes.get(base + NAME_OFFSET, utf8, 0, length);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Whether the name's bytes are what one who registers stores: 1 to 124 bytes of UTF-8, zero behind them. */
    public boolean isNameSound() {
        int length = Words.intPlain(bytes, base + NAME_LENGTH_OFFSET);
        if (length < 1 || length > MAX_NAME_LENGTH) {
            return false;
        }
        byte[] stored = new byte[MAX_NAME_LENGTH];
        bytes.get(base + NAME_OFFSET, stored, 0, stored.length);
        byte[] again = name().getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(stored, Arrays.copyOf(again, MAX_NAME_LENGTH));
    }

    /** The name, or what takes its place in messages. */
    public String label() {
        return isUnnamed() ? "without a name, of process " + pid() : name();
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

    /** Why the owner does not go on, with the position; null if it does. */
    public @Nullable String paused() {
        long reason = Words.longOpaque(bytes, base + PAUSED_REASON_OFFSET);
        long position = Words.longOpaque(bytes, base + PAUSED_POSITION_OFFSET);
        if (reason == PAUSED_ACKNOWLEDGE) {
            return PausedReason.ACKNOWLEDGE.describe(position);
        }
        return reason == PAUSED_DRAINING ? PausedReason.DRAINING.describe(position) : null;
    }

    public void markPaused(PausedReason reason, long position) {
        long stored = switch (reason) {
            case ACKNOWLEDGE -> PAUSED_ACKNOWLEDGE;
            case DRAINING -> PAUSED_DRAINING;
        };
        Words.putLongOpaque(bytes, base + PAUSED_POSITION_OFFSET, position);
        Words.putLongOpaque(bytes, base + PAUSED_REASON_OFFSET, stored);
    }

    public void markResumed() {
        Words.putLongOpaque(bytes, base + PAUSED_REASON_OFFSET, PAUSED_NONE);
        Words.putLongOpaque(bytes, base + PAUSED_POSITION_OFFSET, 0);
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
        markResumed();
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
