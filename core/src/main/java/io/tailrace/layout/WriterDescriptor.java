package io.tailrace.layout;

/**
 * A writer slot in {@code control}: one line. An exclusive journal uses slot 0, by whoever holds the role; in a shared one each appender has
 * one as long as it holds the slot's byte of the file {@code lock}.
 *
 * <pre>
 *  0  generation   u64  raised by each new owner of the slot, volatile
 *  8  claim        u64  where a shared writer claims, stored before it does; may be done long ago. 0 in an exclusive journal
 * 16  pid          u32  0 = nobody, or closed clean. That it is dead is said by the lock, never by the pid; who deletes or repairs
 *                   takes a process that is there for a reason not to, for it may have lost its lock a moment ago
 * 20  pid ns       u32  the PID namespace that knows it by that number, 0 = unknown; stored with pid as one u64
 * 24  last active  i64  epoch ns, stored at most ten times a second by loops and page makers; shown, never decisive
 * 32  frames       u64  exclusive: frames of the journal below write_pos, stored before it; shared: frames of all owners of the
 *                   slot together; for those who look
 * 40  sealed       u64  claims of the slot that others sealed, of all its owners together; for those who look
 * 48  waiting for  u64  where the frame would end that a gate holds up; 0 = not waiting; for those who look
 * 56  waiting since i64 epoch ns, valid while it waits
 * </pre>
 */
public final class WriterDescriptor {
    /** Length of a slot in bytes. */
    public static final int LENGTH = 64;

    /** u64, from the slot's begin. */
    public static final int GENERATION_OFFSET = 0;

    /** u64, from the slot's begin. */
    public static final int CLAIM_OFFSET = 8;

    /** u64, from the slot's begin. */
    public static final int PID_OFFSET = 16;

    /** i64, from the slot's begin. */
    public static final int LAST_ACTIVE_OFFSET = 24;

    /** u64, from the slot's begin. */
    public static final int FRAMES_OFFSET = 32;

    /** u64, from the slot's begin. */
    public static final int SEALED_OFFSET = 40;

    /** u64, from the slot's begin. */
    public static final int WAITING_FOR_OFFSET = 48;

    /** i64, from the slot's begin. */
    public static final int WAITING_SINCE_OFFSET = 56;

    /** The slot that the holder of the exclusive role uses. */
    public static final int EXCLUSIVE_SLOT = 0;

    private WriterDescriptor() {}
}
