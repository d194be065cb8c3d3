package io.tailrace.mutant;

import com.sun.management.ThreadMXBean;
import io.tailrace.CorruptJournalException;
import io.tailrace.GapException;
import io.tailrace.JournalException;
import io.tailrace.layout.PageDescriptor;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls through that end as they may: with a result, or an error of this library that says where and why, within a second and with
 * little memory. A call that does not end is told of by a thread that watches, which then halts the JVM.
 */
final class Guard {
    /** Whatever takes longer is tried again, for the machine may have been busy; what always does is not fast enough. */
    private static final long SLOW_NANOS = 1_000_000_000L;

    private static final long HANGING_NANOS = 30_000_000_000L;

    /** Pages are mapped and not copied; 64 KiB ones are listed and walked by few objects. */
    private static final long MOST_BYTES = 4L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final TreeMap<String, Long> outcomes = new TreeMap<>();
    private final AtomicReference<@Nullable Throwable> uncaught = new AtomicReference<>();
    private Path directory = Path.of("/");
    private Set<Class<? extends JournalException>> forbidden = Set.of();
    private boolean checksCost;
    private @Nullable String slow;
    private volatile String about = "";
    private volatile @Nullable String running;
    private volatile long began;

    /** What may not be. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Violation(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Starts to watch, for as long as the JVM lives; says each second that it does. */
    void watch(Runnable alive) {
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.compareAndSet(null, error));
        Thread watcher = new Thread(() -> haltWhoHangs(alive), "watches");
        watcher.setDaemon(true);
        watcher.start();
    }

    private void haltWhoHangs(Runnable alive) {
        while (true) {
            try {
                Thread.sleep(1_000);
            } catch (InterruptedException e) {
                return;
            }
            alive.run();
            String call = running;
            if (call != null && System.nanoTime() - began > HANGING_NANOS && call.equals(running)) {
                System.out.println("VIOLATION hangs in " + call + ": " + about);
                Thread.getAllStackTraces().forEach((thread, stack) -> {
                    System.out.println("VIOLATION   " + thread.getName() + " " + thread.getState());
                    for (StackTraceElement element : stack) {
                        System.out.println("VIOLATION     at " + element);
                    }
                });
                System.out.println("done");
                System.out.flush();
                Runtime.getRuntime().halt(3);
            }
        }
    }

    /**
     * Begins another mutant.
     *
     * @param says which, for who finds something
     * @param costs whether what calls cost is looked at: not in a JVM that is just started
     * @param never errors that cannot be, as this mutant is
     */
    void begin(Path journal, String says, boolean costs, Set<Class<? extends JournalException>> never) {
        directory = journal;
        about = says;
        checksCost = costs;
        forbidden = never;
        slow = null;
    }

    /** The result, or null if it ended in an error that may be. */
    <T> @Nullable T call(String what, Supplier<T> use) {
        return call(what, use, List.of());
    }

    /** @param documented other errors that this call may end in */
    <T> @Nullable T call(String what, Supplier<T> use, List<Class<? extends RuntimeException>> documented) {
        began = System.nanoTime();
        running = what;
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        String outcome = "worked";
        try {
            return use.get();
        } catch (JournalException e) {
            outcome = e.getClass().getSimpleName();
            requireSaid(what, e);
            return null;
        } catch (RuntimeException | Error e) {
            outcome = e.getClass().getSimpleName();
            if (documented.stream().noneMatch(type -> type.isInstance(e))) {
                throw new Violation(what + " ended in " + e, e);
            }
            return null;
        } finally {
            running = null;
            outcomes.merge(outcome, 1L, Long::sum);
            requireCheap(what, System.nanoTime() - began, THREADS.getCurrentThreadAllocatedBytes() - allocated);
        }
    }

    void call(String what, Runnable use) {
        call(what, () -> {
            use.run();
            return true;
        });
    }

    private void requireSaid(String what, JournalException e) {
        String message = String.valueOf(e.getMessage());
        Path path = e.path();
        if (forbidden.contains(e.getClass())) {
            throw new Violation(what + " ended in what cannot be here: " + e, e);
        }
        // A journal may have been opened by a link's name, and a page by its own.
        if (path == null || !path.startsWith(directory.getParent()) || !message.startsWith(path.toString())) {
            throw new Violation(what + " ended in an error that does not name the file: " + e, e);
        }
        if (e instanceof CorruptJournalException corrupt) {
            boolean page = PageDescriptor.indexOf(String.valueOf(path.getFileName())) >= 0;
            if (corrupt.reason().isBlank()
                    || page && (e.position() < 0 || !message.contains("position " + e.position()))) {
                throw new Violation(what + " ended in an error without position or reason: " + e, e);
            }
        }
        if (e instanceof GapException && e.position() < 0) {
            throw new Violation(what + " ended in a gap without position: " + e, e);
        }
    }

    private void requireCheap(String what, long nanos, long bytes) {
        if (!checksCost) {
            return;
        }
        if (bytes > MOST_BYTES) {
            throw new Violation(what + " allocated " + bytes + " bytes", null);
        }
        if (nanos > SLOW_NANOS) {
            slow = what + " took " + nanos / 1_000_000 + " ms";
        }
    }

    /** Which call of the mutant took more than a second by the clock; null if none. */
    @Nullable
    String slow() {
        return slow;
    }

    /** Throws what another thread ended in. */
    void requireNothingUncaught() {
        Throwable error = uncaught.getAndSet(null);
        if (error != null) {
            throw new Violation("a thread ended in " + error, error);
        }
    }

    /** How often which outcome was seen. */
    TreeMap<String, Long> outcomes() {
        return outcomes;
    }
}
