package io.tailrace.it;

import com.sun.management.ThreadMXBean;
import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.WakeUp;
import io.tailrace.internal.wake.Sleeper;
import io.tailrace.internal.wake.Waitable;
import io.tailrace.layout.ControlDescriptor;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What ends one thread's sleep, on a JVM of a kind: each but the first line says that something did. Sleeps last for an hour, so that who is
 * not woken does not come to the next line. Argument: journal.
 */
public final class WakeTourMain {
    private static final long FOR_EVER_NANOS = 3_600_000_000_000L;
    private static final int JOURNALS = 150;

    private final Path path;
    private final Journal journal;
    private final Appender appender;
    private final Reader reader;
    private final Sleeper sleeper = new Sleeper();

    private WakeTourMain(Path path) {
        this.path = path;
        this.journal = Journal.open(path);
        this.appender = journal.appender();
        this.reader = journal.reader();
        poll(reader);
    }

    public static void main(String[] arguments) throws Exception {
        WakeTourMain tour = new WakeTourMain(Path.of(arguments[0]));
        tour.theTimeEndsIt();
        tour.anInterruptEndsIt();
        tour.wakingEndsIt();
        tour.aRingEndsIt();
        tour.manyJournals();
        tour.virtualThread();
        tour.refusals();
        tour.allocation();
        tour.reader.close();
        tour.appender.close();
        tour.journal.close();
    }

    private static int poll(Reader reader) {
        return reader.poll((buffer, offset, length, header) -> {}, 10);
    }

    private void sleep(List<Waitable> things, long nanos) {
        sleeper.prepare();
        sleeper.sleep(things, nanos);
        sleeper.awake();
    }

    private List<Waitable> frames() {
        return List.of((Waitable) reader);
    }

    /** Its stack, and not its state: in the kernel a thread is as one that runs. */
    private static void awaitAsleep(Thread thread) {
        Await.until("it sleeps", () -> {
            for (StackTraceElement frame : thread.getStackTrace()) {
                if (frame.getMethodName().equals("block")
                        || frame.getMethodName().equals("invokeExact")) {
                    return true;
                }
            }
            return false;
        });
    }

    private static Thread start(Runnable run) {
        Thread thread = new Thread(run);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void theTimeEndsIt() {
        long begin = System.nanoTime();
        for (int i = 0; i < 10 && System.nanoTime() - begin < 30_000_000; i++) {
            begin = System.nanoTime();
            sleep(frames(), 30_000_000);
        }
        require(System.nanoTime() - begin >= 30_000_000, "returned early each time");
        System.out.println("sleeps by " + sleeper.last());
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    private void anInterruptEndsIt() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            AtomicBoolean interrupted = new AtomicBoolean();
            boolean late = i % 2 == 0;
            Thread thread = start(() -> {
                sleep(frames(), FOR_EVER_NANOS);
                interrupted.set(Thread.currentThread().isInterrupted());
                sleep(frames(), FOR_EVER_NANOS);
                interrupted.set(interrupted.get() && Thread.interrupted());
                sleep(frames(), 1_000_000);
            });
            if (late) {
                awaitAsleep(thread);
            }
            thread.interrupt();
            thread.join();
            require(interrupted.get(), "the interrupt is left to the caller");
        }
        System.out.println("interrupted");
    }

    private void wakingEndsIt() throws InterruptedException {
        sleeper.prepare();
        sleeper.wakeUp();
        sleeper.sleep(frames(), FOR_EVER_NANOS);
        sleeper.awake();
        for (int i = 0; i < 200; i++) {
            AtomicBoolean begun = new AtomicBoolean();
            Thread thread = start(() -> {
                sleeper.prepare();
                begun.set(true);
                sleeper.sleep(frames(), FOR_EVER_NANOS);
                sleeper.awake();
            });
            Await.until("it began", begun::get);
            sleeper.wakeUp();
            thread.join();
        }
        System.out.println("woken");
    }

    private void aRingEndsIt() throws InterruptedException {
        Thread thread = start(() -> {
            for (int read = 0; read < 100; read += poll(reader)) {
                sleep(frames(), FOR_EVER_NANOS);
            }
        });
        // By hand: the instant in which a ring is missed is as short as a store, but this sleep would last for an hour.
        for (int i = 0; i < 100; i++) {
            Await.until("it says that it sleeps", this::isWaitedFor);
            appender.append(new byte[8]);
        }
        thread.join();
        System.out.println("rung");
    }

    private boolean isWaitedFor() {
        int bell = RawFile.getInt(path.resolve(ControlDescriptor.FILE_NAME), ControlDescriptor.FRAMES_BELL_OFFSET);
        return (bell & (ControlDescriptor.BELL_FUTEX | ControlDescriptor.BELL_DOORBELL)) != 0;
    }

    /** More than one call can wait for by futex. */
    private void manyJournals() throws InterruptedException {
        List<AutoCloseable> open = new ArrayList<>();
        List<Reader> readers = new ArrayList<>();
        List<Appender> appenders = new ArrayList<>();
        for (int i = 0; i < JOURNALS; i++) {
            Journal each = Journal.openOrCreate(
                    path.resolveSibling("many-" + i), JournalOptions.defaults().pageSize(1 << 16));
            readers.add(each.reader());
            poll(readers.get(i));
            appenders.add(each.appender());
            open.add(each);
        }
        for (int some : new int[] {100, JOURNALS}) {
            List<Waitable> things = new ArrayList<>();
            readers.subList(0, some).forEach(each -> things.add((Waitable) each));
            Thread thread = start(() -> {
                int read = 0;
                while (read == 0) {
                    sleep(things, FOR_EVER_NANOS);
                    read = readers.stream().mapToInt(WakeTourMain::poll).sum();
                }
            });
            awaitAsleep(thread);
            appenders.get(some - 1).append(new byte[8]);
            thread.join();
        }
        require(sleeper.last() == WakeUp.DOORBELL, "more words than that: " + sleeper.last());
        open.addAll(readers);
        open.addAll(appenders);
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        System.out.println("of " + JOURNALS + " journals");
    }

    /** In the kernel it would keep its carrier from others. */
    private void virtualThread() throws Exception {
        if (Runtime.version().feature() >= 21) {
            Thread thread = (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, (Runnable)
                            () -> sleep(frames(), FOR_EVER_NANOS));
            Await.until("it says that it sleeps", this::isWaitedFor);
            appender.append(new byte[8]);
            thread.join();
            require(sleeper.last() == WakeUp.DOORBELL, "a virtual thread slept by " + sleeper.last());
            poll(reader);
        }
        System.out.println("virtual");
    }

    /** Of each of two journals somebody who rang could not wake in another way: none is left that would do for both. */
    private void refusals() {
        Path other = path.resolveSibling("refusing");
        try (Journal refusing =
                        Journal.openOrCreate(other, JournalOptions.defaults().pageSize(1 << 16));
                Reader second = refusing.reader()) {
            poll(second);
            refuse(path, ControlDescriptor.BELL_NO_FUTEX);
            refuse(other, ControlDescriptor.BELL_NO_DOORBELL);
            sleep(List.of((Waitable) reader, (Waitable) second), 1_000_000);
            require(sleeper.last() == WakeUp.POLLING, "slept by " + sleeper.last());
            refuse(path, 0);
        }
        System.out.println("refused");
    }

    private static void refuse(Path journal, int bits) {
        RawFile.putInt(journal.resolve(ControlDescriptor.FILE_NAME), ControlDescriptor.FRAMES_BELL_OFFSET, bits);
    }

    private void allocation() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Waitable> things = frames();
        int rounds = 600;
        long before = 0;
        for (int i = 0; i < 2 * rounds; i++) {
            if (i == rounds) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            sleep(things, 50_000);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        require(allocated < 8L * rounds, "allocated " + allocated + " bytes in " + rounds + " sleeps");
        System.out.println("allocated nothing");
    }
}
