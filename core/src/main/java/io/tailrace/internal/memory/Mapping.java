package io.tailrace.internal.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * A mapped file that can be unmapped without waiting for the collector, and without a JVM flag or warning. Up to JDK 21 by
 * {@code Unsafe.invokeCleaner}, which later ones warn of; from 22 on by a shared {@code Arena}, reached by reflection because the
 * build needs only 17.
 *
 * <p>Whoever unmaps must know that nobody uses the bytes any more: up to JDK 21 a later access is a crash, from 22 on an exception.
 */
public final class Mapping {
    private static final Mapper MAPPER = Runtime.version().feature() >= 22 ? new ArenaMapper() : new CleanerMapper();

    private final ByteBuffer bytes;
    private final Runnable unmapper;
    private final Runnable abandoner;

    /**
     * @param unmapper unmaps now
     * @param abandoner sees to it that the collector unmaps
     */
    Mapping(ByteBuffer bytes, Runnable unmapper, Runnable abandoner) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.unmapper = unmapper;
        this.abandoner = abandoner;
    }

    /**
     * Maps the begin of a file. The caller has checked that it is that long: mapping would extend a shorter one.
     *
     * @param channel the file; may be closed afterwards
     * @param writable whether the mapping can be written
     * @param size bytes
     */
    public static Mapping map(FileChannel channel, boolean writable, long size) throws IOException {
        return MAPPER.map(channel, writable ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY, size);
    }

    /** Maps the begin of a file so that what is stored is seen through this mapping alone. The channel is open for both. */
    public static Mapping mapPrivate(FileChannel channel, long size) throws IOException {
        return MAPPER.map(channel, FileChannel.MapMode.PRIVATE, size);
    }

    public ByteBuffer bytes() {
        return bytes;
    }

    /** Unmaps; once only. */
    public void unmap() {
        unmapper.run();
    }

    /** Leaves unmapping to the collector, because views of the bytes may live on; instead of {@link #unmap}. */
    public void unmapWhenUnreachable() {
        abandoner.run();
    }

    /** One of the two ways. */
    interface Mapper {
        Mapping map(FileChannel channel, FileChannel.MapMode mode, long size) throws IOException;
    }
}
