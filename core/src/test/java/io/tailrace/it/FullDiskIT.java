package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Await;
import io.tailrace.Frames;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.check.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several writers in processes of their own, as many as the mode allows, and a reader, when the disk gets full: all writers are told, the
 * reader gets what was acknowledged and nothing else, and with space all go on, a process that comes new as well.
 */
class FullDiskIT {
    private static final int BLOCK = 4096;
    private static final int PATIENCE = 100_000;

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private final List<ChildProcess> children = new ArrayList<>();
    private SmallDisk disk;

    @AfterEach
    void end() {
        children.forEach(ChildProcess::close);
        if (disk != null) {
            disk.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "EXCLUSIVE, 1, 0",
        "EXCLUSIVE, 1, 17",
        "EXCLUSIVE, 1, 31",
        "SHARED, 3, 0",
        "SHARED, 3, 1",
        "SHARED, 3, 16",
        "SHARED, 3, 17",
        "SHARED, 3, 31",
        "SHARED, 3, 33"
    })
    void writersAreToldAndGoOn(JournalMode mode, int count, int blocks) {
        disk = SmallDisk.mount(directory.resolve("disk"), 2 << 20);
        Path path = disk.path().resolve("journal");
        List<ChildProcess> writers = IntStream.range(0, count)
                .mapToObj(i -> start("w" + i, path, mode))
                .toList();
        writers.forEach(writer -> ok(writer, "write"));
        ChildProcess reader = start("r", path, mode);
        ok(reader, "consumer risk");
        writers.forEach(writer -> ok(writer, "append 100"));
        disk.leave((long) blocks * BLOCK);

        // All at a time, each until it is told.
        writers.forEach(writer -> writer.tell("append " + PATIENCE));
        writers.forEach(writer -> assertTold(writer.line()));
        writers.forEach(writer -> assertTold(ask(writer, "append " + PATIENCE)));
        long appended = writers.stream().mapToLong(FullDiskIT::appended).sum();
        assertEquals(appended, count(ask(reader, "poll " + 2 * PATIENCE)), "the reader has what was acknowledged");
        requireNoTemporaryFiles(path);

        disk.free();
        writers.forEach(writer -> ok(writer, "append 5000"));
        assertEquals(5000L * count, count(ask(reader, "poll " + 2 * PATIENCE)), "with space all go on");
        if (mode == JournalMode.EXCLUSIVE) {
            ok(writers.get(0), "close");
        }
        ChildProcess late = start("late", path, mode);
        ok(late, "write");
        ok(late, "append 10");
        assertEquals(10, count(ask(reader, "poll " + 2 * PATIENCE)));
        try (Journal journal = Journal.open(path)) {
            assertNull(journal.verify().fault());
            List<String> texts = Frames.textsOf(journal);
            for (int i = 0; i < count; i++) {
                requireAllInOrder(texts, "w" + i, appended(writers.get(i)));
            }
        }
        children.forEach(ChildProcess::close);
    }

    private static void requireAllInOrder(List<String> texts, String name, long appended) {
        List<String> own =
                texts.stream().filter(text -> text.startsWith(name + "-")).toList();
        assertEquals(appended, own.size(), name);
        for (int i = 0; i < own.size(); i++) {
            assertEquals(name + "-" + (i + 1), own.get(i));
        }
    }

    private static void assertTold(String answer) {
        assertTrue(answer.startsWith("NoSpaceException"), answer);
    }

    private static long appended(ChildProcess writer) {
        return Long.parseLong(ask(writer, "appended").substring(3));
    }

    private static int count(String answer) {
        assertTrue(answer.startsWith("ok"), answer);
        return answer.split(" ").length - 1;
    }

    /** A page that is tried again in the background may have one for a moment. */
    private static void requireNoTemporaryFiles(Path path) {
        Await.until("no temporary file is left", () -> {
            try (Stream<Path> files = Files.list(path)) {
                return files.noneMatch(file -> file.getFileName().toString().startsWith(".tmp-"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private ChildProcess start(String name, Path path, JournalMode mode) {
        ChildProcess child = ChildProcess.start(HostileMain.class, name);
        children.add(child);
        ok(child, "create " + path + " 65536 " + mode.name());
        return child;
    }

    private static String ask(ChildProcess child, String command) {
        child.tell(command);
        return child.line();
    }

    private static void ok(ChildProcess child, String command) {
        assertEquals("ok", ask(child, command), command);
    }
}
