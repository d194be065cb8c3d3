package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.check.Board;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Figures;
import io.tailrace.check.Settings;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.mutant.MutantMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Journals whose bytes and files were changed, each used in every way, in JVMs that may crash. As many as wanted with {@code
 * -Dtailrace.mutants=10000000}; the seed that a failure names is that mutant's: {@code -Dtailrace.seed=SEED -Dtailrace.mutants=1} makes it
 * again.
 */
class MutantsIT {
    private static final int MUTANTS = Settings.number("tailrace.mutants", 20_000);
    private static final int MUTANTS_A_JVM = 100_000;
    private static final int JVMS = Math.min(8, Runtime.getRuntime().availableProcessors());

    /** From so many on each of these is met. */
    private static final int MANY = 2_000;

    private static final List<String> OUTCOMES = List.of(
            "worked",
            "CorruptJournalException",
            "IncompatibleJournalException",
            "GapException",
            "ConsumerLostException",
            "GateClosedException",
            "InvalidPositionException",
            "JournalAccessException",
            "JournalNotFoundException",
            "WriterFencedException");

    /** Little memory, so that what needs much of it fails. */
    private static final List<String> FLAGS = List.of(
            "-Xmx96m",
            "-XX:+UseSerialGC",
            // A thread that keeps all others waiting, and hence the one that says so, is named by a crash.
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+SafepointTimeout",
            "-XX:SafepointTimeoutDelay=30000",
            "-XX:+AbortVMOnSafepointTimeout");

    /** Longer than a hang takes to be found, and a safepoint to be given up. */
    private static final Duration SILENCE = Duration.ofSeconds(90);

    private final TreeMap<String, Long> outcomes = new TreeMap<>();

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    @Test
    void noneCrashesHangsOrIsMistaken() throws InterruptedException, ExecutionException {
        long seed = Settings.seed();
        long begin = System.nanoTime();
        ExecutorService jvms = Executors.newFixedThreadPool(JVMS);
        try {
            List<Future<?>> all = new ArrayList<>();
            int slice = Math.min(MUTANTS_A_JVM, (MUTANTS + JVMS - 1) / JVMS);
            for (int from = 0; from < MUTANTS; from += slice) {
                long first = seed + from;
                int count = Math.min(slice, MUTANTS - from);
                all.add(jvms.submit(() -> run(first, count)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            jvms.shutdownNow();
            double seconds = (System.nanoTime() - begin) / 1e9;
            Figures.print("mutants=%d perSecond=%.0f seed=%d %s", MUTANTS, MUTANTS / seconds, seed, outcomes);
        }
        if (MUTANTS >= MANY) {
            OUTCOMES.forEach(
                    outcome -> assertTrue(outcomes.containsKey(outcome), outcome + " was never met: " + outcomes));
        }
    }

    private Void run(long first, int count) throws IOException {
        Path place = Files.createTempDirectory(directory, "jvm-");
        List<String> flags = new ArrayList<>(FLAGS);
        flags.add("-XX:ErrorFile=" + place.resolve("crash"));
        List<String> found = new ArrayList<>();
        try (ChildProcess child = ChildProcess.start(
                List.of(),
                ChildProcess.java(Path.of(System.getProperty("java.home"))),
                flags,
                MutantMain.class,
                place,
                first,
                count)) {
            String line = child.line(SILENCE);
            while (!line.equals("done")) {
                if (line.startsWith("outcome ")) {
                    count(line.split(" "));
                } else if (!line.startsWith("at ")) {
                    found.add(line);
                }
                line = child.line(SILENCE);
            }
            child.end();
        } catch (AssertionError e) {
            found.add(String.valueOf(e.getMessage()));
        }
        if (!found.isEmpty()) {
            long seed = Board.open(place.resolve("board")).get(MutantMain.SEED);
            throw new AssertionError("mutant " + seed + ", again by -Dtailrace.seed=" + seed + " -Dtailrace.mutants=1: "
                    + String.join("\n", found) + crash(place));
        }
        return null;
    }

    private synchronized void count(String[] words) {
        outcomes.merge(words[1], Long.parseLong(words[2]), Long::sum);
    }

    private static String crash(Path place) throws IOException {
        Path file = place.resolve("crash");
        return Files.exists(file)
                ? "\n" + String.join("\n", Files.readAllLines(file).subList(0, 60))
                : "";
    }
}
