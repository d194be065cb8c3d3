package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.WakeUp;
import io.tailrace.WakeableIdleStrategy;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Hiccups;
import io.tailrace.check.JvmVariant;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.internal.fault.FaultPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Processes that sleep until another one appends: which way they are woken, and that whatever is killed meanwhile costs the bound. */
class WakeIT {
    private static final int BOUND_MILLIS = 5;

    /** What threads that are all woken at once, on a machine that does other things too, may be late for that. */
    private static final long SLACK_MICROS = 300_000;

    /** A sleep that nobody ends lasts the bound, half of it from where a frame comes. */
    private static final long WOKEN_MICROS = 1_800;

    private static final String STAY = "stay";

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private final List<ChildProcess> children = new ArrayList<>();
    private final long seed = System.nanoTime();
    private Path path;
    private Journal journal;

    @BeforeEach
    void create() {
        path = directory.resolve("journal");
        journal = create(path, JournalMode.EXCLUSIVE);
    }

    private static Journal create(Path path, JournalMode mode) {
        return Journal.openOrCreate(
                path, JournalOptions.defaults().pageSize(1 << 16).mode(mode));
    }

    @AfterEach
    void end() {
        children.forEach(ChildProcess::close);
        journal.close();
        SharedMemoryDirectory.empty(directory);
    }

    static List<JvmVariant> variants() {
        return JvmVariant.all();
    }

    private ChildProcess closing(ChildProcess child) {
        children.add(child);
        return child;
    }

    /** What a reader said at its end. */
    private record Result(WakeUp way, long median, long longest) {
        static Result of(ChildProcess child) {
            String[] words = child.line().split(" ");
            child.endWell();
            return new Result(
                    WakeUp.valueOf(words[0].toUpperCase()), Long.parseLong(words[1]), Long.parseLong(words[2]));
        }
    }

    private void assertInTime(Result result, Hiccups hiccups) {
        assertInTime(result, BOUND_MILLIS, hiccups);
    }

    private void assertInTime(Result result, int boundMillis, Hiccups hiccups) {
        long late = 1000 * boundMillis + SLACK_MICROS + 2 * 1000 * hiccups.longestMillis();
        assertTrue(result.longest <= late, result + ", of at most " + late + " µs, seed " + seed);
    }

    /** Three readers, of a JVM each, beside each other: none keeps another from the way that it has in common with the writer. */
    @ParameterizedTest
    @MethodSource("variants")
    void eachWakesEach(JvmVariant writer) {
        int frames = 24;
        List<JvmVariant> readers = variants();
        List<ChildProcess> reading = new ArrayList<>();
        for (JvmVariant reader : readers) {
            reading.add(closing(reader.start(WakeReadMain.class, path, 1, frames, BOUND_MILLIS, STAY)));
        }
        reading.forEach(child -> child.expect("ready"));
        try (Hiccups hiccups = new Hiccups()) {
            closing(writer.start(WakeWriteMain.class, path, frames, seed, 60_000))
                    .endWell();
            for (int i = 0; i < readers.size(); i++) {
                Result result = Result.of(reading.get(i));
                String what = writer + " wakes " + readers.get(i) + ": " + result + ", seed " + seed;
                boolean futex = writer.wakesByFutex() && readers.get(i).wakesByFutex();
                assertEquals(futex ? WakeUp.FUTEX : WakeUp.DOORBELL, result.way, what);
                assertTrue(result.median <= WOKEN_MICROS + 1000 * hiccups.longestMillis(), what);
                assertInTime(result, hiccups);
            }
        }
    }

    /** What needs a flag that the tests of one thread's sleep have not. */
    @ParameterizedTest
    @MethodSource("variants")
    void oneThreadsSleep(JvmVariant variant) {
        ChildProcess child = closing(variant.start(WakeTourMain.class, path));
        child.expect("sleeps by " + (variant.wakesByFutex() ? WakeUp.FUTEX : WakeUp.DOORBELL));
        for (String each :
                List.of("interrupted", "woken", "rung", "of 150 journals", "virtual", "refused", "allocated nothing")) {
            child.expect(each);
        }
        child.endWell();
    }

    /** What it left is rung once, and in vain. */
    @ParameterizedTest
    @MethodSource("variants")
    void killedAndStoppedSleepers(JvmVariant variant) {
        int frames = 25;
        ChildProcess killed = closing(variant.start(WakeReadMain.class, path, 5, frames, BOUND_MILLIS, STAY));
        ChildProcess stopped = closing(variant.start(WakeReadMain.class, path, 5, frames, BOUND_MILLIS, STAY));
        ChildProcess living = closing(variant.start(WakeReadMain.class, path, 5, frames, BOUND_MILLIS, STAY));
        for (ChildProcess child : List.of(killed, stopped, living)) {
            child.expect("ready");
        }
        try (Hiccups hiccups = new Hiccups();
                Appender appender = journal.appender()) {
            WakeFrames made = new WakeFrames();
            Random random = new Random(seed);
            WakeWriteMain.write(made, appender, 5, random, 20_000);
            killed.killAndWait();
            stopped.pause();
            WakeWriteMain.write(made, appender, 12, random, 20_000);
            stopped.resume();
            WakeWriteMain.write(made, appender, 8, random, 20_000);
            assertInTime(Result.of(living), hiccups);
            // It had all of them; how late says nothing.
            Result.of(stopped);
        }
    }

    /** Between the two it says that there is a frame, and does not ring. */
    @ParameterizedTest
    @EnumSource
    void aWriterThatIsKilledBetweenWordAndRing(JournalMode mode) {
        Path other = directory.resolve("other");
        FaultPoint where = mode == JournalMode.SHARED ? FaultPoint.CLAIM_COMMITTED : FaultPoint.WORD_STORED;
        try (Journal read = create(other, mode);
                Reader reader = read.reader();
                WakeableIdleStrategy idle = WakeableIdleStrategy.of(reader);
                Hiccups hiccups = new Hiccups();
                ChildProcess writer = ChildProcess.start(HaltMain.class, other, where)) {
            long[] last = new long[1];
            Thread thread = new Thread(() -> {
                int delivered = 0;
                while (delivered < 2 && !Thread.currentThread().isInterrupted()) {
                    int polled = reader.poll((buffer, offset, length, header) -> {}, 1);
                    delivered += polled;
                    last[0] = System.nanoTime();
                    idle.idle(polled);
                }
            });
            thread.start();
            assertEquals(HaltMain.CODE, writer.end());
            long gone = System.nanoTime();
            Await.until("both frames are read", () -> !thread.isAlive());
            long late = (last[0] - gone) / 1000;
            assertTrue(late <= 1000 * BOUND_MILLIS + SLACK_MICROS + 1000 * hiccups.longestMillis(), late + " µs late");
        }
    }

    /** Most by futex, if there is one; else, and beside them, there are more than have a doorbell at a time. Each of them sees each frame. */
    @Test
    void aThousandComeAndGo() {
        int frames = 16;
        int boundMillis = 200;
        JvmVariant best = variants().get(variants().size() - 1);
        List<ChildProcess> reading = new ArrayList<>();
        reading.add(closing(ChildProcess.start(WakeReadMain.class, path, 40, frames, boundMillis, seed)));
        for (int i = 1; i <= 3; i++) {
            reading.add(closing(best.start(
                    WakeReadMain.class, path, best.wakesByFutex() ? 320 : 20, frames, boundMillis, seed + 1000 * i)));
        }
        reading.forEach(child -> child.expect("ready"));
        try (Hiccups hiccups = new Hiccups()) {
            closing(best.start(WakeWriteMain.class, path, frames, seed, 200_000))
                    .endWell();
            for (ChildProcess child : reading) {
                assertInTime(Result.of(child), 10 * boundMillis, hiccups);
            }
        }
    }

    /** Datagrams do not leave the network namespace, whether it has a loopback address or not; a futex knows nothing of networks. */
    @ParameterizedTest
    @MethodSource("variants")
    void inAnotherNetwork(JvmVariant variant) {
        int frames = 12;
        String plain = "exec \"$@\"";
        String withLoopback = "ip link set lo up && " + plain;
        for (String command : variant.wakesByFutex() ? List.of(plain) : List.of(plain, withLoopback)) {
            ChildProcess reader = closing(ChildProcess.start(
                    inNamespace("--net", command),
                    variant.java(),
                    variant.flags(),
                    WakeReadMain.class,
                    path,
                    2,
                    frames,
                    BOUND_MILLIS,
                    STAY));
            reader.expect("ready");
            try (Hiccups hiccups = new Hiccups()) {
                closing(variant.start(WakeWriteMain.class, path, frames, seed, 20_000))
                        .endWell();
                Result result = Result.of(reader);
                assertEquals(variant.wakesByFutex() ? WakeUp.FUTEX : WakeUp.POLLING, result.way, result + command);
                assertInTime(result, hiccups);
            }
            journal.close();
            SharedMemoryDirectory.empty(directory);
            create();
        }
    }

    /** A container that has the journal mounted read-only. */
    @Test
    void whoMayNotWritePolls() {
        int frames = 12;
        String mount = "mount --bind " + path + " " + path + " && mount -o remount,bind,ro " + path + " && exec \"$@\"";
        JvmVariant variant = variants().get(variants().size() - 1);
        ChildProcess reader = closing(ChildProcess.start(
                inNamespace("--mount", mount),
                variant.java(),
                variant.flags(),
                WakeReadMain.class,
                path,
                2,
                frames,
                BOUND_MILLIS,
                STAY));
        reader.expect("ready");
        try (Hiccups hiccups = new Hiccups();
                Appender appender = journal.appender()) {
            WakeWriteMain.write(appender, frames, seed, 20_000);
            Result result = Result.of(reader);
            assertEquals(WakeUp.POLLING, result.way);
            assertInTime(result, hiccups);
        }
    }

    /** By root; by another user, with its number mapped to root's. A child that is killed takes all that it started with it. */
    private List<String> inNamespace(String kind, String command) {
        for (List<String> unshare : List.of(List.of("unshare"), List.of("unshare", "--map-root-user"))) {
            List<String> prefix = Stream.concat(unshare.stream(), Stream.of(kind, "sh", "-c", command, "sh"))
                    .toList();
            List<String> probe =
                    Stream.concat(prefix.stream(), Stream.of("true")).toList();
            try {
                if (new ProcessBuilder(probe).start().waitFor() == 0) {
                    return prefix;
                }
            } catch (java.io.IOException e) {
                // There is no such command.
                break;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        assertNotEquals("true", System.getenv("CI"), "CI runs as root");
        return Assumptions.abort("no namespaces");
    }
}
