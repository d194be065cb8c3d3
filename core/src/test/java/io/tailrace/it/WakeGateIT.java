package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.ConsumerWatch;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.RawFile;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Hiccups;
import io.tailrace.check.JvmVariant;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A writer sleeps at a closed gate until a consumer in another process moves its cursor, and so does who waits for that consumer. */
class WakeGateIT {
    private static final int FRAMES = 25;
    private static final long WOKEN_MICROS = 1_800;
    private static final long LONGEST_MICROS = 5_000 + 300_000;

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private final List<ChildProcess> children = new ArrayList<>();
    private final long seed = System.nanoTime();
    private Path path;
    private Journal journal;

    @BeforeEach
    void create() {
        path = directory.resolve("journal");
        // The first page is full then, and each frame of the next one needs that the one at its place in the first was
        // read.
        journal = Journal.openOrCreate(
                path, JournalOptions.defaults().pageSize(1 << 16).capacity(1 << 16));
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

    private ChildProcess start(JvmVariant variant, Object how, String said) {
        ChildProcess child = variant.start(WakeGateMain.class, path, FRAMES, how);
        children.add(child);
        child.expect(said);
        return child;
    }

    @ParameterizedTest
    @MethodSource("variants")
    void appends(JvmVariant variant) {
        ChildProcess consumer = start(variant, seed, "there");
        ChildProcess writer = start(variant, "append", "full");
        try (Hiccups hiccups = new Hiccups()) {
            consumer.tell("");
            long[] polled = times(consumer);
            assertWoken(variant + ": append", polled, times(writer), hiccups);
            // Else it may have looked by itself, as it does each few milliseconds.
            int rings = RawFile.getInt(path.resolve(ControlDescriptor.FILE_NAME), ControlDescriptor.ROOM_BELL_OFFSET)
                    / ControlDescriptor.BELL_RING;
            assertTrue(rings >= FRAMES / 5, "rung " + rings + " times");
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void futures(JvmVariant variant) {
        ChildProcess consumer = start(variant, seed, "there");
        ChildProcess writer = start(variant, "ready", "full");
        long extent = FrameDescriptor.extent(WakeGateMain.PAYLOAD);
        long[] passed = new long[FRAMES];
        try (Hiccups hiccups = new Hiccups();
                ConsumerWatch watch = journal.watchConsumer(WakeGateMain.CONSUMER)) {
            consumer.tell("");
            for (int i = 0; i < FRAMES; i++) {
                watch.whenPassed(PageDescriptor.HEADER_LENGTH + i * extent)
                        .toCompletableFuture()
                        .join();
                passed[i] = System.nanoTime();
            }
            long[] polled = times(consumer);
            assertWoken(variant + ": whenReady", polled, times(writer), hiccups);
            assertWoken(variant + ": whenPassed", polled, passed, hiccups);
        }
    }

    private static long[] times(ChildProcess child) {
        long[] times = Arrays.stream(child.line().split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
        child.endWell();
        return times;
    }

    private void assertWoken(String what, long[] polled, long[] woken, Hiccups hiccups) {
        assertEquals(FRAMES, polled.length);
        assertEquals(FRAMES, woken.length);
        long[] late = new long[FRAMES];
        for (int i = 0; i < FRAMES; i++) {
            late[i] = (woken[i] - polled[i]) / 1000;
            assertTrue(late[i] >= 0, what + " went on before there was room");
        }
        Arrays.sort(late);
        long slack = 2 * 1000 * hiccups.longestMillis();
        String said = what + " after " + Arrays.toString(late) + " µs, seed " + seed;
        assertTrue(late[FRAMES / 2] <= WOKEN_MICROS + slack / 2, said);
        assertTrue(late[FRAMES - 1] <= LONGEST_MICROS + slack, said);
    }
}
