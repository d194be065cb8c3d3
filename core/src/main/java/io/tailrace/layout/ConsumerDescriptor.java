package io.tailrace.layout;

/**
 * A consumer slot in {@code control}: a named read position that survives its process. Four lines, the cursor alone on the
 * first, so that its stores disturb nobody.
 *
 * <pre>
 *   0  cursor          u64  first position not done; its owner's CAS with release after processing
 *   8  padding[56]
 *  64  state           u32  0 free, 1 registered, 2 unnamed: counts only while its lock is held; stored last when registering
 *  68  generation      u32  high half raised by who registers, removes or resets, low half by each new owner
 *  72  policy          u32  0 gate, 1 evict, 2 free; others are reserved
 *  76  activity        u32  0 unknown, 1 reading, 2 waiting for demand; for humans
 *  80  pid             u64  the owner's; 0 = nobody, or left clean. Whether it lives is said by the lock
 *  88  start time      u64  of the owner's process, clock ticks since boot
 *  96  pid namespace   u64  of the owner, inode
 * 104  last active     i64  epoch ns, stored at most ten times a second by loops; shown, never decisive
 * 112  paused reason   u64  0 none, 1 waiting for acknowledge, 2 draining; for humans
 * 120  paused position u64  the first one that is not acknowledged
 * 128  name length     u32  bytes, 1..124
 * 132  name            UTF-8, zero behind its end, up to 256
 * </pre>
 */
public final class ConsumerDescriptor {
    /** Length of a slot in bytes. */
    public static final int LENGTH = 256;

    /** u64, from the slot's begin. */
    public static final int CURSOR_OFFSET = 0;

    /** u32, from the slot's begin. */
    public static final int STATE_OFFSET = 64;

    /** u32, from the slot's begin. */
    public static final int GENERATION_OFFSET = 68;

    /** u32, from the slot's begin. */
    public static final int POLICY_OFFSET = 72;

    /** u32, from the slot's begin. */
    public static final int ACTIVITY_OFFSET = 76;

    /** u64, from the slot's begin. */
    public static final int PID_OFFSET = 80;

    /** u64, from the slot's begin. */
    public static final int START_OFFSET = 88;

    /** u64, from the slot's begin. */
    public static final int NAMESPACE_OFFSET = 96;

    /** i64, from the slot's begin. */
    public static final int LAST_ACTIVE_OFFSET = 104;

    /** u64, from the slot's begin. */
    public static final int PAUSED_REASON_OFFSET = 112;

    /** u64, from the slot's begin. */
    public static final int PAUSED_POSITION_OFFSET = 120;

    /** u32, from the slot's begin. */
    public static final int NAME_LENGTH_OFFSET = 128;

    /** First byte of the name, from the slot's begin. */
    public static final int NAME_OFFSET = 132;

    /** Longest name in bytes of UTF-8. */
    public static final int MAX_NAME_LENGTH = LENGTH - NAME_OFFSET;

    /** State of a slot that nobody has. */
    public static final int STATE_FREE = 0;

    /** State of a slot that has a name and a cursor. */
    public static final int STATE_REGISTERED = 1;

    /** State of a slot whose gating reader has no name: it counts only while its lock is held. */
    public static final int STATE_UNNAMED = 2;

    /** Holds pages, and the writer within the capacity. */
    public static final int POLICY_GATE = 0;

    /** Holds pages within the capacity. */
    public static final int POLICY_EVICT = 1;

    /** Holds nothing. */
    public static final int POLICY_FREE = 2;

    /** The owner could go on, and does. */
    public static final int PAUSED_NONE = 0;

    /** The owner waits until a delivery is acknowledged. */
    public static final int PAUSED_ACKNOWLEDGE = 1;

    /** The owner is being drained. */
    public static final int PAUSED_DRAINING = 2;

    /** The owner does not say what it does. */
    public static final int ACTIVITY_UNKNOWN = 0;

    /** The owner polls. */
    public static final int ACTIVITY_READING = 1;

    /** The owner was asked for no frame and reads none. */
    public static final int ACTIVITY_WAITING_FOR_DEMAND = 2;

    private ConsumerDescriptor() {}
}
