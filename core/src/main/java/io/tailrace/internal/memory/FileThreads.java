package io.tailrace.internal.memory;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which files are made, mapped, touched and unmapped. Daemons that end when idle, shared by all journals of a JVM.
 *
 * <p>Everything that touches a {@code FileChannel} runs here: an interrupt of the caller's thread (Reactor's cancel) would close the
 * channel, and with it every lock that the process has on the file.
 */
public final class FileThreads {
    private static final int THREADS = 8;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Opening, mapping: short, and somebody waits for it. */
    private static final ThreadPoolExecutor POOL = pool(THREADS);

    /** Making and touching pages: long, and ahead of its time. Apart, so that nobody who maps a page waits behind those who make some. */
    private static final ThreadPoolExecutor MAKERS = pool(THREADS);

    /**
     * Unmapping: nobody waits for it, and from JDK 22 on each waits for all threads of the JVM to come by, so that more of them at a time
     * are no faster.
     */
    private static final ThreadPoolExecutor UNMAPPERS = pool(1);

    private static ThreadPoolExecutor pool(int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), FileThread::new);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private FileThreads() {}

    /** A task that works on files. */
    @FunctionalInterface
    public interface FileTask<T> {
        T run() throws IOException;
    }

    /**
     * Starts a task and does not wait.
     *
     * @return completed with the task's result, or exceptionally with what it threw
     */
    public static <T> CompletableFuture<T> start(FileTask<T> task) {
        CompletableFuture<T> future = new CompletableFuture<>();
        POOL.execute(() -> complete(future, task));
        return future;
    }

    /** {@link #start} for what takes long: making pages, touching them. */
    public static <T> CompletableFuture<T> startLong(FileTask<T> task) {
        CompletableFuture<T> future = new CompletableFuture<>();
        MAKERS.execute(() -> complete(future, task));
        return future;
    }

    /** Starts to unmap something. */
    public static void startUnmapping(Runnable task) {
        UNMAPPERS.execute(task);
    }

    /** Runs a task and waits for it, through interrupts; on one of these threads at once. */
    public static <T> T call(FileTask<T> task) throws IOException {
        if (Thread.currentThread() instanceof FileThread) {
            return task.run();
        }
        return await(start(task));
    }

    /** Runs a task that may wait for other processes on a thread of its own, so that it keeps no other journal waiting. */
    public static <T> T callAlone(FileTask<T> task) throws IOException {
        CompletableFuture<T> future = new CompletableFuture<>();
        new FileThread(() -> complete(future, task)).start();
        return await(future);
    }

    /** Waits on one of the threads of {@link #startLong}: as long as that lasts, another one takes its place. */
    public static void waitOnLong(Runnable wait) {
        resizeMakers(1);
        try {
            wait.run();
        } finally {
            resizeMakers(-1);
        }
    }

    private static void resizeMakers(int by) {
        synchronized (MAKERS) {
            int size = MAKERS.getCorePoolSize() + by;
            // The core is never larger than the whole.
            MAKERS.setMaximumPoolSize(Math.max(size, MAKERS.getCorePoolSize()));
            MAKERS.setCorePoolSize(size);
            MAKERS.setMaximumPoolSize(size);
        }
    }

    private static <T> void complete(CompletableFuture<T> future, FileTask<T> task) {
        try {
            future.complete(task.run());
        } catch (Throwable e) {
            future.completeExceptionally(e);
        }
    }

    /** Waits for a result through interrupts; the interrupt is kept for the caller. */
    public static <T> T await(CompletableFuture<T> future) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw rethrown(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException rethrown(Throwable cause) {
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return cause instanceof IOException e ? e : new IOException(new CompletionException(cause));
    }

    private static final class FileThread extends Thread {
        FileThread(Runnable task) {
            super(task, "tailrace-files-" + NUMBER.incrementAndGet());
            setDaemon(true);
        }
    }
}
