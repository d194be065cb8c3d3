package io.tailrace.samples.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.tailrace.check.InstalledJava;
import io.tailrace.check.RunnableJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The runnable jar's demo as a process, to its end and interrupted. */
@Timeout(60)
class DemoIT {
    private static final int SIGINT_BIT = 1 << 1;

    static List<Path> javas() {
        return InstalledJava.commands();
    }

    @Test
    void itsManifestGrantsNativeAccess() {
        RunnableJar.requireNativeAccess(Path.of("target", "feeds.jar"));
    }

    @ParameterizedTest
    @MethodSource("javas")
    void readerSeesEveryFrameAndNothingIsLeft(Path java) throws Exception {
        try (DemoProcess demo = DemoProcess.start(java, "--seconds", "3", "--rate", "2000")) {
            List<ProcessHandle> children = demo.awaitRunning();
            assertEquals(3, children.size());
            for (ProcessHandle child : children) {
                assertTrue(arguments(child).contains("-jar"), "the manifest does not count for " + arguments(child));
            }
            assertEquals(0, demo.exitCode(), demo::said);
            for (String feed : List.of("binance", "bitget")) {
                assertEquals(3_000, demo.total(TotalLine.PUBLISHED, feed), demo::said);
                assertEquals(3_000, demo.total(TotalLine.RECEIVED, feed), demo::said);
            }
            assertTrue(demo.said().contains("complete: 6,000 frames, 6,000 of them checked"), demo::said);
            assertEquals("", demo.stderr(), "stderr");
            assertNothingIsLeft(demo, children);
        }
    }

    @Test
    void sigtermEndsItCleanly() throws Exception {
        try (DemoProcess demo = DemoProcess.start("--seconds", "60", "--rate", "2000")) {
            List<ProcessHandle> children = demo.awaitRunning();
            signal("TERM", List.of(demo.handle()));
            assertEquals(0, demo.exitCode(), demo::said);
            assertNothingIsLeft(demo, children);
        }
    }

    /** As a terminal does: to all of its processes at once. */
    @Test
    void ctrlCEndsItCleanly() throws Exception {
        assumeFalse(isSigintIgnored(), "whoever started this made its children ignore SIGINT");
        try (DemoProcess demo = DemoProcess.start("--seconds", "60", "--rate", "2000")) {
            List<ProcessHandle> children = demo.awaitRunning();
            List<ProcessHandle> all = new ArrayList<>(children);
            all.add(demo.handle());
            signal("INT", all);
            assertEquals(0, demo.exitCode(), demo::said);
            assertNothingIsLeft(demo, children);
        }
    }

    @Test
    void childrenOfAKilledDemoEndAndClearUp() throws Exception {
        try (DemoProcess demo = DemoProcess.start("--seconds", "60", "--rate", "2000")) {
            List<ProcessHandle> children = demo.awaitRunning();
            signal("KILL", List.of(demo.handle()));
            assertEquals(128 + 9, demo.exitCode(), demo::said);
            assertNothingIsLeft(demo, children);
        }
    }

    @Test
    void failsAndEndsIfAWriterIsKilled() throws Exception {
        try (DemoProcess demo = DemoProcess.start("--seconds", "60", "--rate", "2000")) {
            List<ProcessHandle> children = demo.awaitRunning();
            ProcessHandle writer =
                    children.stream().filter(DemoIT::isWriter).findFirst().orElseThrow();
            signal("KILL", List.of(writer));
            assertEquals(1, demo.exitCode(), demo::said);
            assertTrue(demo.said().contains("a writer ended with exit code 137"), demo::said);
            assertNothingIsLeft(demo, children);
        }
    }

    private static boolean isWriter(ProcessHandle process) {
        return arguments(process).contains("generate");
    }

    private static List<String> arguments(ProcessHandle process) {
        return List.of(process.info().arguments().orElse(new String[0]));
    }

    private static void signal(String name, List<ProcessHandle> processes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    private static void assertNothingIsLeft(DemoProcess demo, List<ProcessHandle> children) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline
                && (Files.exists(demo.directory()) || children.stream().anyMatch(DemoIT::runs))) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        assertFalse(Files.exists(demo.directory()), () -> demo.directory() + " is left\n" + demo.said());
        assertEquals(List.of(), children.stream().filter(DemoIT::runs).toList(), demo::said);
    }

    /** A child whose parent died and that nobody reaps has ended nevertheless; it has no command any more. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static boolean isSigintIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.split("\\s+")[1], 16) & SIGINT_BIT) != 0);
    }
}
