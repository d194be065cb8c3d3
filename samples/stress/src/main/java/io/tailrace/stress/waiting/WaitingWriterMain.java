package io.tailrace.stress.waiting;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that appends, at random gaps. Each line {@code BELL SEED WARM_UP COUNTED}, the last two in ns, is a slice; behind it the line
 * {@code FRAMES MEAN P50} says what an append took, in ns. It ends when its input does.
 *
 * <p>Arguments: directory.
 */
public final class WaitingWriterMain {
    private static final int PAGE_SIZE = 1 << 20;
    private static final long WARM_UP_GAP = 25_000;
    private static final long SHORTEST_GAP = 200_000;
    private static final long LONGEST_GAP = 5_000_000;

    /** The last part of a warm-up has the gaps of what is counted. */
    private static final long SETTLING = 100_000_000;

    /** The kernel's timer is late by so much at most, mostly: the rest of a gap is spun. */
    private static final long TIMER = 120_000;

    private final Path directory;
    private final Appender appender;
    private final byte[] frame = WaitingFrame.bytes();

    private WaitingWriterMain(Path directory, Appender appender) {
        this.directory = directory;
        this.appender = appender;
    }

    static Path journal(Path directory) {
        return directory.resolve("journal");
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Journal journal = Journal.openOrCreate(
                        journal(directory), JournalOptions.defaults().pageSize(PAGE_SIZE));
                Appender appender = journal.appender()) {
            System.out.println("ready");
            WaitingWriterMain writer = new WaitingWriterMain(directory, appender);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(writer.slice(line.split(" ")));
            }
        }
    }

    private String slice(String[] words) throws IOException {
        SplittableRandom random = new SplittableRandom(Long.parseLong(words[1]));
        Times times = new Times();
        try (SideBell bell = SideBell.open(SideBell.Kind.valueOf(words[0]), directory)) {
            long warm = System.nanoTime() + Long.parseLong(words[2]);
            while (System.nanoTime() < warm) {
                append(bell, WaitingFrame.WARM_UP, warm - System.nanoTime() > SETTLING ? WARM_UP_GAP : gap(random));
            }
            long end = System.nanoTime() + Long.parseLong(words[3]);
            while (System.nanoTime() < end) {
                times.add(append(bell, WaitingFrame.COUNTED, gap(random)));
            }
            append(bell, WaitingFrame.END, LONGEST_GAP);
        }
        return times.count() + " " + Math.round(times.mean()) + " " + times.quantiles(0.5)[0];
    }

    private static long gap(SplittableRandom random) {
        return random.nextLong(SHORTEST_GAP, LONGEST_GAP);
    }

    /** How long the append took, and what it rang. */
    private long append(SideBell bell, long kind, long gap) throws IOException {
        long at = System.nanoTime() + gap;
        if (gap > TIMER) {
            LockSupport.parkNanos(gap - TIMER);
        }
        while (System.nanoTime() < at) {
            Thread.onSpinWait();
        }
        long now = System.nanoTime();
        WaitingFrame.fill(frame, now, kind);
        appender.append(frame);
        bell.ring();
        return System.nanoTime() - now;
    }
}
