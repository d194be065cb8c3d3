package io.tailrace.stress.waiting;

import com.sun.management.OperatingSystemMXBean;
import io.tailrace.FrameHandler;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.WakeableIdleStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.agrona.concurrent.IdleStrategy;

/**
 * A process that waits for frames in one way. Each line begins a slice, which it answers with {@code reads} when it is there, and behind it with the
 * line {@code WAY FRAMES P50 P90 P99 MAX CPU WALL} of all its slices so far, in ns. In between it waits for its input, and ends with it.
 *
 * <p>Arguments: directory, strategy.
 */
public final class WaitingReaderMain {
    private static final int LIMIT = 100;

    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final FrameHandler handler = (buffer, offset, length, header) ->
            take(WaitingFrame.nanoTime(buffer, offset), WaitingFrame.kind(buffer, offset));
    private final Times latencies = new Times();
    private String way = "-";
    private long cpu;
    private long wall;
    private long beginCpu;
    private long begin;
    private boolean counts;
    private boolean ended;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Path.of(arguments[0]);
        Strategy strategy = Strategy.valueOf(arguments[1]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        WaitingReaderMain main = new WaitingReaderMain();
        try (Journal journal = strategy.open(WaitingWriterMain.journal(directory))) {
            System.out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                main.slice(journal, strategy, directory);
                System.out.println(main);
            }
        }
    }

    private void slice(Journal journal, Strategy strategy, Path directory) throws IOException, InterruptedException {
        counts = false;
        ended = false;
        if (strategy == Strategy.FLUX) {
            way = FluxSlice.run(journal, this::take, () -> System.out.println("reads"));
            return;
        }
        try (Reader reader = journal.reader(ReaderOptions.defaults().start(Start.latest()))) {
            IdleStrategy idle = strategy.make(reader, directory);
            try {
                System.out.println("reads");
                while (!ended) {
                    idle.idle(reader.poll(handler, LIMIT));
                }
                way = way(idle);
            } finally {
                close(idle);
            }
        }
    }

    private static String way(IdleStrategy idle) {
        if (idle instanceof WakeableIdleStrategy wakeable) {
            return wakeable.wokenBy().toString();
        }
        return idle instanceof FullBoundIdle bound ? bound.sleeper().last().toString() : "-";
    }

    private static void close(IdleStrategy idle) throws IOException {
        if (idle instanceof WakeableIdleStrategy wakeable) {
            wakeable.close();
        } else if (idle instanceof FullBoundIdle bound) {
            bound.close();
        } else if (idle instanceof SideBellIdle bell) {
            bell.close();
        }
    }

    /** The CPU of the first counted frame is left out, and its latency with it. False behind the last frame. */
    private boolean take(long nanoTime, long kind) {
        long now = System.nanoTime();
        if (kind == WaitingFrame.COUNTED) {
            if (counts) {
                latencies.add(now - nanoTime);
            } else {
                counts = true;
                begin = now;
                beginCpu = process.getProcessCpuTime();
            }
        } else if (kind == WaitingFrame.END) {
            cpu += process.getProcessCpuTime() - beginCpu;
            wall += now - begin;
            ended = true;
        }
        return !ended;
    }

    @Override
    public String toString() {
        long[] found = latencies.quantiles(0.5, 0.9, 0.99, 1);
        return way + " " + latencies.count() + " " + found[0] + " " + found[1] + " " + found[2] + " " + found[3] + " "
                + cpu + " " + wall;
    }
}
