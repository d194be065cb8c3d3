package io.tailrace.layout;

/**
 * The file {@code lock}: empty, never mapped, never read. Roles are advisory byte-range locks (POSIX, {@code fcntl}), one byte each,
 * always exclusive; the kernel frees them when their process ends.
 *
 * <pre>
 *     0  writer: the exclusive role
 *     1  maker: builds files under temporary names, sweeps those that were left
 *     2  registry: registers, removes, resets consumers
 *     3  recovery: reserved
 *  1024  writer slot 0, 1, …: held as long as a shared journal's appender is open
 *  4096  consumer slot 0, 1, …: held as long as the consumer reads
 *  2^32  + process id: taken for a moment, to see what the kernel's table says of locks that may have been lost
 * </pre>
 */
public final class LockDescriptor {
    /** Name of the file in the journal's directory. */
    public static final String FILE_NAME = "lock";

    /** The exclusive writer's byte. */
    public static final long WRITER = 0;

    /** The maker's byte. */
    public static final long MAKER = 1;

    /** The registry's byte. */
    public static final long REGISTRY = 2;

    /** Reserved: recovery after a reboot. */
    public static final long RECOVERY = 3;

    /** The byte of writer slot 0. */
    public static final long WRITER_SLOTS = 1024;

    /** The byte of consumer slot 0. */
    public static final long CONSUMER_SLOTS = 4096;

    private static final long PROBES = 1L << 32;

    private LockDescriptor() {}

    /**
     * The byte that the owner of a writer slot holds, in a shared journal.
     *
     * @param slot number of the slot, from 0
     * @return position in the file
     */
    public static long writer(int slot) {
        return WRITER_SLOTS + slot;
    }

    /**
     * The byte that the owner of a consumer slot holds.
     *
     * @param slot number of the slot, from 0
     * @return position in the file
     */
    public static long consumer(int slot) {
        return CONSUMER_SLOTS + slot;
    }

    /**
     * A byte that no role needs and no other process takes, unless it has the same id in another namespace.
     *
     * @param pid id of the process that probes
     * @return position in the file
     */
    public static long probe(long pid) {
        return PROBES + pid;
    }
}
