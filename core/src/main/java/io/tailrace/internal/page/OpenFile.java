package io.tailrace.internal.page;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.jspecify.annotations.Nullable;

/** A page file of {@link PageCache}, guarded by its monitor: one shared lock, at most one mapping to read and one to write. */
final class OpenFile {
    private final FileChannel channel;
    boolean writable;
    private final @Nullable FileLock lock;
    private @Nullable FileChannel writableChannel;
    private @Nullable Page readPage;
    private @Nullable Page writePage;

    OpenFile(FileChannel channel, boolean writable, @Nullable FileLock lock) {
        this.channel = channel;
        this.writable = writable;
        this.lock = lock;
    }

    /** One that can be mapped that way. */
    FileChannel channel(boolean forWriting) {
        return forWriting && writableChannel != null ? writableChannel : channel;
    }

    @Nullable
    Page page(boolean forWriting) {
        return forWriting ? writePage : readPage;
    }

    void add(Page page) {
        if (page.isWritable()) {
            writePage = page;
        } else {
            readPage = page;
        }
    }

    void addWritable(FileChannel second) {
        writableChannel = second;
        writable = true;
    }

    void remove(Page page) {
        if (page.isWritable()) {
            writePage = null;
        } else {
            readPage = null;
        }
    }

    int mappings() {
        return (readPage == null ? 0 : 1) + (writePage == null ? 0 : 1);
    }

    /** Frees the lock by closing what it was taken on. */
    void close() {
        try {
            if (lock != null) {
                lock.release();
            }
            if (writableChannel != null) {
                writableChannel.close();
            }
            channel.close();
        } catch (IOException e) {
            // Nothing was written through them, and the descriptors are gone all the same: the mapping must go as well.
            return;
        }
    }
}
