package io.tailrace;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.WriterDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An owner that lost its locks a moment ago lives: its journal is neither deleted nor repaired. */
class EvidentOwnersTest {
    private static final int FIELD_START = 19;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Process owner;

    @BeforeEach
    void start() throws IOException {
        owner = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void end() throws InterruptedException {
        owner.destroyForcibly();
        assertTrue(owner.waitFor(60, TimeUnit.SECONDS));
    }

    @Test
    void exclusiveWriter() throws IOException, InterruptedException {
        used(JournalMode.EXCLUSIVE);
        int line = ControlDescriptor.OWNER_PID_OFFSET;
        RawFile.putLong(journals.control(), line + 8, startTicks());
        RawFile.putLong(journals.control(), line + 16, namespace());
        RawFile.putLong(journals.control(), line + 24, inode());
        RawFile.putLong(journals.control(), line, owner.pid());
        requireInUseUntilDead();
    }

    @Test
    void sharedWriter() throws IOException, InterruptedException {
        used(JournalMode.SHARED);
        note(3, nanos(System.currentTimeMillis()));
        requireInUseUntilDead();
    }

    /** The number of a writer that died long ago is another process's by now. */
    @Test
    void numberUsedAgain() throws IOException {
        used(JournalMode.SHARED);
        note(3, nanos(owner.info().startInstant().orElseThrow().toEpochMilli() - 60_000));
        Journal.repair(journals.path());
        Journal.delete(journals.path());
        assertFalse(Files.exists(journals.path()));
    }

    @Test
    void consumer() throws IOException, InterruptedException {
        used(JournalMode.SHARED);
        int slot = ControlDescriptor.consumerSlotOffset(64, 0);
        RawFile.putLong(journals.control(), slot + ConsumerDescriptor.START_OFFSET, startTicks());
        RawFile.putLong(journals.control(), slot + ConsumerDescriptor.NAMESPACE_OFFSET, namespace());
        RawFile.putLong(journals.control(), slot + ConsumerDescriptor.PID_OFFSET, owner.pid());
        requireInUseUntilDead();
    }

    private void used(JournalMode mode) {
        try (Journal journal = journals.create(TestJournals.small().mode(mode));
                Appender appender = journal.appender();
                Reader reader = journal.reader(ReaderOptions.defaults().consumer("c"))) {
            appender.append(Frames.bytes("a"));
            assertEquals(List.of("a"), Frames.texts(reader));
        }
        journals.awaitReleased();
    }

    private void note(int slot, long lastActive) throws IOException {
        int line = ControlDescriptor.writerSlotOffset(slot);
        RawFile.putLong(journals.control(), line + WriterDescriptor.LAST_ACTIVE_OFFSET, lastActive);
        RawFile.putLong(journals.control(), line + WriterDescriptor.PID_OFFSET, namespace() << 32 | owner.pid());
    }

    private void requireInUseUntilDead() throws InterruptedException {
        assertThrows(JournalInUseException.class, () -> Journal.delete(journals.path()));
        assertThrows(JournalInUseException.class, () -> Journal.repair(journals.path()));
        end();
        Journal.repair(journals.path());
        Journal.delete(journals.path());
        assertFalse(Files.exists(journals.path()));
    }

    private static long nanos(long millis) {
        return millis * 1_000_000L;
    }

    private long startTicks() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(owner.pid()), "stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[FIELD_START]);
    }

    private static long namespace() throws IOException {
        String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        return Long.parseLong(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
    }

    private long inode() throws IOException {
        return (Long) Files.getAttribute(journals.file("lock"), "unix:ino");
    }
}
