package io.tailrace.it;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.WaitSet;
import io.tailrace.WakeUp;
import io.tailrace.WakeableIdleStrategy;
import io.tailrace.check.Orphan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * Threads that sleep until there are frames of {@link WakeFrames}, and say how late they had them.
 *
 * <p>Arguments: journal, threads, frames, bound in ms, and {@code stay} or a seed: then readers and sleepers come and go. Says {@code ready} when all of them
 * sleep, and at the end how they could be woken, and the median and the longest time in µs from before the append to behind the poll, of
 * frames that were waited for.
 */
public final class WakeReadMain {
    private final Journal journal;
    private final int frames;
    private final Duration bound;
    private final CountDownLatch ready;
    private final long[] late;
    private int waitedFor;
    private WakeUp way = WakeUp.FUTEX;

    private WakeReadMain(Journal journal, int threads, int frames, Duration bound) {
        this.bound = bound;
        this.journal = journal;
        this.frames = frames;
        this.ready = new CountDownLatch(threads);
        this.late = new long[threads * frames];
    }

    public static void main(String[] arguments) throws InterruptedException {
        Orphan.endsWithItsParent();
        int threads = Integer.parseInt(arguments[1]);
        try (Journal journal = Journal.openToRead(Path.of(arguments[0]), JournalOptions.defaults())) {
            WakeReadMain main = new WakeReadMain(
                    journal, threads, Integer.parseInt(arguments[2]), Duration.ofMillis(Long.parseLong(arguments[3])));
            Thread[] all = new Thread[threads];
            for (int i = 0; i < threads; i++) {
                Random random = arguments[4].equals("stay") ? null : new Random(Long.parseLong(arguments[4]) + i);
                all[i] = new Thread(() -> main.read(random));
                all[i].start();
            }
            main.ready.await();
            System.out.println("ready");
            for (Thread thread : all) {
                thread.join();
            }
            System.out.println(main.result());
        }
        // The reader of standard input goes on.
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private String result() {
        Arrays.sort(late, 0, waitedFor);
        return way + " " + (waitedFor == 0 ? "0 0" : late[waitedFor / 2] / 1000 + " " + late[waitedFor - 1] / 1000);
    }

    private void read(Random random) {
        WakeFrames taken = new WakeFrames();
        Start start = Start.earliest();
        boolean told = false;
        while (taken.count() < frames) {
            int until = random == null ? frames : Math.min(frames, taken.count() + 1 + random.nextInt(5));
            try (Reader reader = journal.reader(ReaderOptions.defaults().start(start));
                    WakeableIdleStrategy idle = new WakeableIdleStrategy(bound, set -> add(set, reader))) {
                long idleSince = 0;
                while (taken.count() < until) {
                    int delivered = reader.poll(taken, 1);
                    long now = System.nanoTime();
                    if (delivered > 0 && idleSince != 0 && taken.appended() > idleSince) {
                        add(now - taken.appended());
                    }
                    // What is at work shows itself after the first frames.
                    if (delivered > 0 && random == null && taken.count() > frames / 2) {
                        note(idle.wokenBy());
                    }
                    idleSince = delivered > 0 ? 0 : idleSince == 0 ? now : idleSince;
                    idle.idle(delivered);
                    if (!told && idleSince != 0 && now - idleSince > 30_000_000) {
                        told = true;
                        ready.countDown();
                    }
                }
                start = Start.position(reader.position());
            }
        }
    }

    private static boolean add(WaitSet set, Reader reader) {
        set.add(reader);
        return true;
    }

    private synchronized void add(long nanos) {
        late[waitedFor++] = nanos;
    }

    private synchronized void note(WakeUp by) {
        if (by.compareTo(way) > 0) {
            way = by;
        }
    }
}
