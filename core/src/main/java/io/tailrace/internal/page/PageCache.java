package io.tailrace.internal.page;

import io.tailrace.JournalAccessException;
import io.tailrace.internal.control.Geometry;
import io.tailrace.internal.memory.FileThreads;
import io.tailrace.internal.memory.Mapping;
import io.tailrace.internal.memory.RegularFile;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The mapped pages of one journal in this JVM. Any number of readers share one mapping; it goes when the last one leaves the page, so a
 * process holds a handful however long it runs. Readers map for reading only: no mistake of theirs can harm the journal.
 *
 * <p>Who maps a page holds a shared lock on its file, on the channel it was mapped through, until nobody here uses it any more: a writer that recycles
 * pages sees by it when nobody reads any more. Only a hint: that no recycled byte is taken for a frame is said by the incarnation.
 *
 * <p>Any thread; what touches files runs on {@link FileThreads}.
 */
public final class PageCache {
    /** So many pages may wait for being unmapped, and no more are mapped ahead: who goes through pages must not outrun who unmaps them. */
    private static final int MOST_UNMAPPING = 16;

    private static final long UNMAPPING_PATIENCE_NANOS = 1_000_000_000L;
    private static final long UNMAPPING_PAUSE_NANOS = 50_000L;

    private final Path directory;
    private final Geometry geometry;
    private final AtomicInteger unmapping = new AtomicInteger();
    private final Map<Long, OpenFile> files = new HashMap<>();

    public PageCache(Path directory, Geometry geometry) {
        this.directory = directory;
        this.geometry = geometry;
    }

    public Geometry geometry() {
        return geometry;
    }

    public Path directory() {
        return directory;
    }

    public Path path(long index) {
        return directory.resolve(PageDescriptor.fileName(index));
    }

    /**
     * Maps a page, or joins who has it mapped.
     *
     * @return the page, to be given back by {@link #release}; null if there is no such file
     */
    public @Nullable Page acquire(long index, boolean writable) {
        Page page = lookUp(index, writable);
        if (page == null) {
            try {
                page = FileThreads.call(() -> map(index, writable));
            } catch (IOException e) {
                throw JournalAccessException.because(path(index), "map the page", e);
            }
        }
        return page;
    }

    /**
     * Maps a page ahead of its use, and begins to touch it.
     *
     * @return completed with the page, to be given back by {@link #release}, or with null if there is no such file
     */
    public CompletableFuture<@Nullable Page> prefetch(long index, boolean writable) {
        return FileThreads.start(() -> acquireAhead(index, writable));
    }

    /** What {@link #prefetch} does, for who is on a file thread already. Whoever is in a hurry need not wait for the touching. */
    public @Nullable Page acquireAhead(long index, boolean writable) throws IOException {
        awaitUnmapped();
        Page page = map(index, writable);
        if (page != null) {
            touchSoon(page);
        }
        return page;
    }

    /** One more user of a page that the caller has; to be given back as well. */
    public synchronized void hold(Page page) {
        page.users++;
    }

    /** Gives a page back; when nobody has it any more it is unmapped, in the background. */
    public void release(Page page) {
        synchronized (this) {
            if (--page.users > 0) {
                return;
            }
        }
        unmapping.incrementAndGet();
        FileThreads.startUnmapping(() -> {
            try {
                unmapUnlessUsed(page);
            } finally {
                unmapping.decrementAndGet();
            }
        });
    }

    /** On a file thread that does not unmap. Not for ever: to be slow is worse than to hold a few pages more, to stand is worst. */
    private void awaitUnmapped() {
        long begin = System.nanoTime();
        while (unmapping.get() > MOST_UNMAPPING && System.nanoTime() - begin < UNMAPPING_PATIENCE_NANOS) {
            LockSupport.parkNanos(UNMAPPING_PAUSE_NANOS);
        }
    }

    /** Begins to touch a page in the background: for who will go through it, not for who only looks at a word. */
    public void touchSoon(Page page) {
        hold(page);
        FileThreads.startLong(() -> {
            try {
                page.touch();
            } finally {
                release(page);
            }
            return null;
        });
    }

    private synchronized @Nullable Page lookUp(long index, boolean writable) {
        OpenFile file = files.get(index);
        Page page = file == null ? null : file.page(writable);
        if (page != null) {
            page.users++;
        }
        return page;
    }

    /** On a file thread. Holding the monitor while mapping makes two users of one page share one mapping. */
    private synchronized @Nullable Page map(long index, boolean writable) throws IOException {
        Page known = lookUp(index, writable);
        if (known != null) {
            return known;
        }
        OpenFile file = files.get(index);
        boolean opened = file == null || (writable && !file.writable);
        FileChannel channel;
        try {
            channel = opened ? open(index, writable) : file.channel(writable);
        } catch (NoSuchFileException e) {
            return null;
        } catch (AccessDeniedException e) {
            throw JournalAccessException.because(path(index), writable ? "open for writing" : "open for reading", e);
        }
        boolean done = false;
        try {
            PageCheck.length(path(index), index, geometry, channel.size());
            Mapping mapping = Mapping.map(channel, writable, geometry.pageSize());
            try {
                PageCheck.header(path(index), index, geometry, mapping.bytes());
                done = true;
            } finally {
                if (!done) {
                    mapping.unmap();
                }
            }
            if (file == null) {
                file = new OpenFile(channel, writable, lockShared(channel));
                files.put(index, file);
            } else if (opened) {
                // A second descriptor, closed early, would free the first one's lock: it stays open beside it.
                file.addWritable(channel);
            }
            Page page = new Page(index, writable, mapping);
            page.users = 1;
            file.add(page);
            return page;
        } finally {
            if (!done && opened) {
                channel.close();
            }
        }
    }

    private FileChannel open(long index, boolean writable) throws IOException {
        Path path = RegularFile.require(path(index));
        return writable
                ? FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)
                : FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private static @Nullable FileLock lockShared(FileChannel channel) {
        try {
            return channel.tryLock(0, 1, true);
        } catch (IOException | OverlappingFileLockException e) {
            // No locks on this file system, or another class loader has it: the incarnation decides anyway.
            return null;
        }
    }

    /**
     * The page stays in the table until here, so that who wants it again meanwhile joins, and no second channel is opened whose lock the
     * closing of the first would free.
     */
    private void unmapUnlessUsed(Page page) {
        if (takeFromTable(page)) {
            page.unmap();
        }
    }

    private synchronized boolean takeFromTable(Page page) {
        if (page.users > 0 || page.isUnmapped()) {
            return false;
        }
        page.markUnmapped();
        OpenFile file = files.get(page.index());
        file.remove(page);
        if (file.mappings() == 0) {
            files.remove(page.index());
            file.close();
        }
        return true;
    }
}
