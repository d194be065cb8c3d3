package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.internal.control.ControlFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the next writer does with what its predecessor left, by what can be told of that one. */
class TakeoverTest {
    private static final int OWNER_PID = 320;
    private static final int OWNER_START = 328;
    private static final int OWNER_NAMESPACE = 336;
    private static final int OWNER_LOCK_INODE = 344;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void deadOwner() throws IOException, InterruptedException {
        journals.createWith("before");
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        leave(process.pid(), 1, namespace());
        int residue = 64 + 24;
        RawFile.put(journals.page(0), residue + 8, Frames.pattern(16384 - 8, 3));

        List<String> told = new CopyOnWriteArrayList<>();
        Journal journal = journals.create(TestJournals.small().listener(new JournalListener() {
            @Override
            public void onTakeover(Path path, long previousPid, long epoch) {
                told.add(previousPid + " " + epoch);
            }
        }));
        Appender appender = journals.closing(journal.appender());
        assertEquals(residue, appender.position(), "goes on in the same page");
        requireZero(residue);
        appender.append(new byte[0]);
        appender.append(Frames.bytes("after"));
        assertEquals(List.of("before", "", "after"), Frames.textsOf(journal));
        Await.until("the takeover is told", () -> !told.isEmpty());
        assertEquals(List.of(process.pid() + " 2"), told);
    }

    @Test
    void ownerClosedCleanButAPageOfItsBytesIsLeft() {
        journals.createWith("before");
        RawFile.put(journals.page(0), 88 + 8, Frames.pattern(16384 - 8, 3));
        Journal journal = journals.open();
        journals.closing(journal.appender());
        requireZero(88);
    }

    @Test
    void ownerOfWhomNothingCanBeTold() {
        journals.createWith("before");
        leave(4711, 1, 1);
        Journal journal = journals.open();
        long begin = System.nanoTime();
        Appender appender = journals.closing(journal.appender());
        assertTrue(System.nanoTime() - begin >= 1_000_000_000L, "the grace");
        assertEquals(65536 + 64, appender.position(), "its page is left");
        assertEquals(0x4000_0000_0000_0001L, RawFile.getLong(journals.page(0), 88));
        appender.append(Frames.bytes("after"));
        assertEquals(List.of("before", "after"), Frames.textsOf(journal));
        assertEquals(null, journal.verify().fault());
    }

    @Test
    void copiedDirectoryHasAnotherLockFile() {
        journals.createWith("before");
        leave(ProcessHandle.current().pid(), start(ProcessHandle.current().pid()), namespace());
        RawFile.putLong(journals.control(), OWNER_LOCK_INODE, 1);
        Appender appender = journals.closing(journals.open().appender());
        assertEquals(65536 + 64, appender.position());
    }

    @Test
    void ownerThatLivesWithoutItsLock() throws IOException, InterruptedException {
        journals.createWith("before");
        Process process = new ProcessBuilder("sleep", "1000").start();
        try {
            leave(process.pid(), start(process.pid()), namespace());
            Journal journal = journals.open();
            WriterActiveException e = assertThrows(WriterActiveException.class, journal::appender);
            assertEquals(process.pid(), e.pid());
            assertEquals(1, RawFile.getLong(journals.control(), 256) >>> 32, "its epoch goes on");
        } finally {
            process.destroyForcibly().waitFor();
        }
        Appender appender = journals.closing(journals.open().appender());
        assertEquals(88, appender.position());
    }

    @Test
    void defunctOwnerIsDead() throws IOException {
        journals.createWith("before");
        // The shell becomes a sleep, which never waits for its children.
        Process shell = new ProcessBuilder("sh", "-c", "sleep 1000 & echo $!; exec sleep 1000").start();
        try {
            byte[] line = new byte[16];
            int length = shell.getInputStream().read(line);
            long defunct = Long.parseLong(new String(line, 0, length).trim());
            Await.until("the shell is a sleep", () -> comm(shell.pid()).equals("sleep"));
            ProcessHandle.of(defunct).orElseThrow().destroyForcibly();
            Await.until("the child is defunct", () -> stat(defunct)[0].equals("Z"));
            leave(defunct, start(defunct), namespace());
            Appender appender = journals.closing(journals.open().appender());
            assertEquals(88, appender.position());
        } finally {
            shell.destroyForcibly();
        }
    }

    @Test
    void reusedPidIsNotTheOwner() {
        journals.createWith("before");
        long pid = ProcessHandle.current().pid();
        leave(pid, start(pid) - 1, namespace());
        Appender appender = journals.closing(journals.open().appender());
        assertEquals(88, appender.position());
    }

    @Test
    void anotherBootIsRefused() {
        journals.createWith("before");
        RawFile.putLong(journals.control(), 384, 1);
        Journal journal = journals.open();
        IncompatibleJournalException e = assertThrows(IncompatibleJournalException.class, journal::appender);
        assertTrue(e.getMessage().contains("boot id"), e.getMessage());
        assertEquals(List.of("before"), Frames.textsOf(journal), "but it can be read");
    }

    @Test
    void bothWhoTookOverAndWhoLostSeeIt() throws IOException {
        Journal journal = journals.create();
        Appender first = journals.closing(journal.appender());
        first.append(Frames.bytes("first"));
        Claim claim = first.claim(10);
        claim.buffer().putStringWithoutLengthAscii(0, "fenced off");
        raiseEpoch();
        long tail = journal.status().tail();
        requireFenced(claim::commit);
        requireFenced(() -> first.append(new byte[1]));
        requireFenced(() -> first.claim(3).commit());
        assertEquals(tail, journal.status().tail());
        first.close();
        assertEquals(tail, journal.status().tail());
        assertEquals(List.of("first"), Frames.textsOf(journal));
        assertEquals(ProcessHandle.current().pid(), RawFile.getLong(journals.control(), OWNER_PID), "not its to clear");
    }

    /** The look stands between payload and word: an append that loses the role has written all but the word. */
    @Test
    void lookStandsBetweenPayloadAndWord() throws IOException {
        Journal journal = journals.create();
        Appender first = journals.closing(journal.appender());
        byte[] payload = Frames.bytes("12345678");
        DirectBuffer source = SourceBuffer.of(payload, this::raiseEpoch);
        requireFenced(() -> first.append(source, 0, 8, 1, 77));
        assertEquals(0, RawFile.getLong(journals.page(0), 64), "word");
        assertEquals(77, RawFile.getLong(journals.page(0), 64 + 8), "timestamp");
        assertEquals(0x3837_3635_3433_3231L, RawFile.getLong(journals.page(0), 64 + 16), "payload");
    }

    /** And another one before room is taken: who lost the role before an append has nothing written. */
    @Test
    void lookStandsBeforeThePayloadToo() throws IOException {
        Journal journal = journals.create();
        Appender first = journals.closing(journal.appender());
        byte[] payload = Frames.bytes("12345678");
        raiseEpoch();
        List<Runnable> appends = List.of(
                () -> first.append(payload, 0, 8, 1, 77),
                () -> first.append(ByteBuffer.wrap(payload), 1, 77),
                () -> first.append(SourceBuffer.of(payload), 0, 8, 1, 77),
                () -> first.claim(8),
                () -> first.batch(24));
        for (Runnable append : appends) {
            requireFenced(append);
            for (int at = 64; at < 64 + 24; at += 8) {
                assertEquals(0, RawFile.getLong(journals.page(0), at), "at " + at);
            }
        }
    }

    @Test
    void fencedInABatch() throws IOException {
        Journal journal = journals.create();
        Appender first = journals.closing(journal.appender());
        Batch batch = first.batch(100);
        batch.add(new byte[8], 0, 8, 0, 0);
        batch.add(new byte[8], 0, 8, 0, 0);
        raiseEpoch();
        requireFenced(batch::publish);
        assertEquals(64, journal.status().tail());
    }

    @Test
    void fencedAtAPageSwitch() throws IOException {
        Journal journal = journals.create();
        Appender first = journals.closing(journal.appender());
        for (int i = 0; i < 3; i++) {
            first.append(new byte[TestJournals.MAX_PAYLOAD]);
        }
        long tail = first.position();
        raiseEpoch();
        requireFenced(() -> first.append(new byte[TestJournals.MAX_PAYLOAD]));
        assertEquals(0, RawFile.getLong(journals.page(0), tail), "no END by who lost the role");
        assertEquals(tail, journal.status().tail());
    }

    @Test
    void consumersThatComeAndGoFenceNobody() {
        Journal journal = journals.create();
        Appender appender = journals.closing(journal.appender());
        for (int i = 0; i < 3; i++) {
            journal.reader(ReaderOptions.defaults().consumer("c" + i)).close();
            appender.append(new byte[1]);
        }
        assertEquals(3, RawFile.getLong(journals.control(), 256) & 0xFFFF_FFFFL);
        assertEquals(3, Frames.of(journal).size());
    }

    private static void requireFenced(Runnable append) {
        WriterFencedException e = assertThrows(WriterFencedException.class, append::run);
        assertTrue(e.getMessage().contains("own epoch 1, found 2"), e.getMessage());
    }

    private void raiseEpoch() {
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.raiseEpoch();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As if a writer had been killed. */
    private void leave(long pid, long start, long namespace) {
        Path control = journals.control();
        RawFile.putLong(control, OWNER_START, start);
        RawFile.putLong(control, OWNER_NAMESPACE, namespace);
        RawFile.putLong(control, OWNER_PID, pid);
    }

    private void requireZero(int from) {
        byte[] page = RawFile.bytes(journals.page(0));
        for (int at = from; at < page.length; at++) {
            assertEquals(0, page[at], "byte " + at);
        }
    }

    /** That of this process, as its owner line has it. */
    private long namespace() {
        return RawFile.getLong(journals.control(), OWNER_NAMESPACE);
    }

    private static long start(long pid) {
        return Long.parseLong(stat(pid)[19]);
    }

    private static String[] stat(long pid) {
        String stat = read(pid, "stat");
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static String comm(long pid) {
        return read(pid, "comm").trim();
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
