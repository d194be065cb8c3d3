package io.tailrace.regression;

import io.tailrace.Await;
import io.tailrace.internal.memory.FileThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What goes on beside a test: threads of its own, and those of the library. */
public final class Background {
    private static final int FILE_THREADS = 8;
    private static final long DEADLINE_SECONDS = 20;

    private Background() {}

    /** Runs something on a thread of its own, which keeps no JVM alive if it never comes back. */
    public static <T> CompletableFuture<T> start(Callable<T> task) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        future.complete(task.call());
                    } catch (Throwable e) {
                        future.completeExceptionally(e);
                    }
                },
                "beside-the-test");
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    /** The outcome; what was thrown is thrown as it was. */
    public static <T> T outcome(CompletableFuture<T> begun) {
        try {
            return begun.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new AssertionError("does not come back", e);
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Until a thread waits, for whatever it is, inside a method. */
    public static void awaitWaitingIn(Class<?> type, String method) {
        awaitWaitingIn(1, type.getName(), method);
    }

    /** Until that many threads wait inside a method. */
    public static void awaitWaitingIn(int threads, String type, String method) {
        Await.until(threads + " to wait in " + type + "." + method, () -> waitingIn(type, method) >= threads);
    }

    private static long waitingIn(String type, String method) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> isWaiting(entry.getKey(), entry.getValue()))
                .filter(entry -> Stream.of(entry.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(type)
                                && frame.getMethodName().equals(method)))
                .count();
    }

    private static boolean isWaiting(Thread thread, StackTraceElement[] stack) {
        return switch (thread.getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            // Who sleeps in the kernel counts as running there.
            case RUNNABLE ->
                Stream.of(stack).anyMatch(frame -> frame.getMethodName().equals("block"));
            default -> false;
        };
    }

    /** Until all is done that file threads were given before: each of them has come to a task that was given later. */
    public static void settleFileThreads() {
        CountDownLatch all = new CountDownLatch(FILE_THREADS);
        List<CompletableFuture<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < FILE_THREADS; i++) {
            tasks.add(FileThreads.start(() -> {
                all.countDown();
                return awaited(all);
            }));
        }
        for (CompletableFuture<Boolean> task : tasks) {
            if (!outcome(task)) {
                throw new AssertionError("file threads do not come to new tasks");
            }
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }
}
