package io.tailrace.samples.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Until;
import io.tailrace.check.InstalledJava;
import io.tailrace.check.RunnableJar;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The runnable jar: a supervisor with its workers, killed and stopped. What it says is held against what its journals hold. */
@Timeout(180)
@ExtendWith(TestJournalExtension.class)
class SuperviseIT {
    private static final Pattern KILL = Pattern.compile("kill \\d+: worker (\\d+), cursor at ([\\d,]+)");

    private Path directory;

    /** Of the temporary journal only its place is used. */
    @BeforeEach
    void place(TestJournal journal) {
        directory = journal.path("supervised");
    }

    static List<Path> javas() {
        return InstalledJava.commands();
    }

    @Test
    void itsManifestGrantsNativeAccess() {
        RunnableJar.requireNativeAccess(Path.of("target", "worker.jar"));
    }

    @Test
    void everyFrameHasItsResultOnceAlthoughTheWorkerIsKilledTenTimes() throws Exception {
        int frames = 20_000;
        try (SupervisorProcess supervisor = start(SupervisorProcess.JAVA, frames, 10)) {
            supervisor.endsWell();
            assertTrue(supervisor.said().contains("worker started 11 times, killed 10 times while"), supervisor::said);
            long tail = tail();
            List<Long> cursors = new ArrayList<>();
            HashSet<String> pids = new HashSet<>();
            supervisor
                    .said()
                    .lines()
                    .map(KILL::matcher)
                    .filter(Matcher::matches)
                    .forEach(kill -> {
                        pids.add(kill.group(1));
                        cursors.add(Long.parseLong(kill.group(2).replace(",", "")));
                    });
            assertEquals(10, pids.size(), supervisor::said);
            // Each had got on from where its predecessor was killed, and none had come to the end.
            assertEquals(new ArrayList<>(new TreeSet<>(cursors)), cursors, supervisor::said);
            assertTrue(cursors.get(9) < tail, supervisor::said);
        }
        assertEquals(LongStream.range(0, frames).boxed().toList(), sequences(Ledger.RESULT));
        List<Long> handedOver = sequences(Ledger.HANDED_OVER);
        assertEquals(frames, new HashSet<>(handedOver).size());
        assertTrue(handedOver.size() > frames, "none of ten workers had anything in flight when it was killed");
    }

    /** Too little work for so many kills: it says so, and does not count kills that hit nothing. */
    @Test
    void killsThatHitNoWorkDoNotCount() throws Exception {
        try (SupervisorProcess supervisor = start(SupervisorProcess.JAVA, 1, 2)) {
            supervisor.endsWith(1);
            assertTrue(supervisor.said().contains("killed 0 times"), supervisor::said);
            assertTrue(supervisor.said().contains("that is not 2 times"), supervisor::said);
            assertTrue(supervisor.said().contains("1 results, 0 missing, 0 twice, 0 wrong"), supervisor::said);
        }
    }

    @ParameterizedTest
    @MethodSource("javas")
    void sigtermLeavesNothingHalfDone(Path java) throws Exception {
        try (SupervisorProcess supervisor = start(java, 10_000_000, 1)) {
            supervisor.awaitLine(line -> line.startsWith("seed "));
            awaitResults(supervisor);
            supervisor.terminate();
            supervisor.endsWell();
            assertTrue(supervisor.said().contains("stopped: "), supervisor::said);
        }
        List<Long> results = sequences(Ledger.RESULT);
        assertEquals(LongStream.range(0, results.size()).boxed().toList(), results);
        // It was drained: all that was begun is acknowledged.
        assertNextIs(results.size());
    }

    @Test
    void theWorkerEndsWithItsSupervisor() throws Exception {
        try (SupervisorProcess supervisor = start(SupervisorProcess.JAVA, 10_000_000, 0)) {
            supervisor.awaitLine(line -> line.startsWith("seed "));
            awaitResults(supervisor);
            List<ProcessHandle> workers = supervisor.children();
            assertEquals(1, workers.size());
            List<String> arguments = List.of(workers.get(0).info().arguments().orElseThrow());
            assertTrue(arguments.contains("-jar"), () -> "the manifest does not count for " + arguments);
            supervisor.kill();
            Waiting.until(() -> "the worker ends", () -> workers.stream().noneMatch(SuperviseIT::runs));
        }
        assertNextIs(sequences(Ledger.RESULT).size());
    }

    private SupervisorProcess start(Path java, long frames, int kills) throws IOException {
        return SupervisorProcess.start(
                java,
                directory.resolveSibling("stderr"),
                "--frames",
                Long.toString(frames),
                "--kills",
                Integer.toString(kills),
                "--directory",
                directory.toString());
    }

    private void awaitResults(SupervisorProcess supervisor) {
        Path ledger = directory.resolve("ledger");
        Waiting.until(
                () -> "there are results; " + supervisor.said(),
                () -> Journal.list(directory).contains(ledger)
                        && !sequences(Ledger.RESULT).isEmpty());
    }

    /** A child whose parent died and that nobody reaps has ended nevertheless; it has no command any more. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private List<Long> sequences(int type) {
        int offset = type == Ledger.RESULT ? Ledger.SEQUENCE_OF_RESULT : 0;
        List<Long> sequences = new ArrayList<>();
        try (Journal journal = Journal.open(directory.resolve("ledger"));
                Reader reader = journal.reader(ReaderOptions.defaults().until(Until.tail()))) {
            while (!reader.isDone()) {
                reader.poll(
                        (buffer, begin, length, header) -> {
                            if (header.type() == type) {
                                sequences.add(buffer.getLong(begin + offset));
                            }
                        },
                        Integer.MAX_VALUE);
            }
        }
        return sequences;
    }

    private long tail() {
        try (Journal journal = Journal.open(directory.resolve("orders"))) {
            return journal.status().tail();
        }
    }

    /** A next worker begins with the first order that has no result, if any is left. */
    private void assertNextIs(long sequence) {
        try (Journal journal = Journal.open(directory.resolve("orders"));
                Reader reader = journal.reader(ReaderOptions.defaults().consumer(Worker.NAME))) {
            List<Long> next = new ArrayList<>();
            reader.poll(Order.DECODER, order -> next.add(order.sequence()), 1);
            assertTrue(next.isEmpty() || next.equals(List.of(sequence)), () -> next + " instead of " + sequence);
        }
    }
}
