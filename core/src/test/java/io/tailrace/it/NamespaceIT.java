package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Await;
import io.tailrace.Frames;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.PidNamespace;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.layout.Positions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes in PID namespaces of their own that share a journal's directory, as containers do. Each is number 1 where it lives, so
 * whoever takes a number for a process takes the other one for itself.
 */
class NamespaceIT {
    private static final int PAGE_BITS = 16;

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private final List<ChildProcess> children = new ArrayList<>();
    private Path path;
    private Journal journal;

    @BeforeEach
    void create() {
        path = directory.resolve("journal");
        journal = Journal.openOrCreate(path, JournalOptions.defaults().pageSize(1 << PAGE_BITS));
    }

    @AfterEach
    void end() {
        children.forEach(ChildProcess::close);
        journal.close();
        SharedMemoryDirectory.empty(directory);
    }

    @Test
    void writerAndReaderInTwo() {
        ChildProcess writer = container("a");
        ChildProcess reader = container("b");
        assertEquals("ok 1", ask(writer, "pid"));
        assertEquals("ok 1", ask(reader, "pid"));
        ok(writer, "write");
        ok(reader, "consumer risk");
        ok(writer, "append 3");
        assertEquals("ok a-1 a-2 a-3", ask(reader, "poll 9"));
    }

    @Test
    void equalNumbersAreNotOneProcess() {
        ChildProcess writer = container("a");
        ChildProcess other = container("b");
        ok(writer, "write");
        ok(writer, "append 1");
        refused(other, "write", "WriterActiveException");
        ok(writer, "append 1");

        writer.kill();
        Await.until("the role is free", () -> ask(other, "write").equals("ok"));
        assertEquals(1, tailPage(), "nothing can be told of the one before, so its page is left");
        ok(other, "append 1");
        assertEquals(List.of("a-1", "a-2", "b-1"), Frames.textsOf(journal));
    }

    /** Its number is this one's, its start need not differ by a tick: it lives, and is fenced by its epoch. */
    @Test
    void writerThatLostItsLockIsGivenTheGrace() {
        ChildProcess writer = container("a");
        ChildProcess other = container("b");
        ok(writer, "write");
        ok(writer, "append 1");
        ok(writer, "lose");
        ok(other, "write");
        assertEquals(1, tailPage());
        refused(writer, "append 1", "WriterFencedException");
        ok(other, "append 1");
        assertEquals(List.of("a-1", "b-1"), Frames.textsOf(journal));
    }

    /** There the owner's number is somebody else's in {@code /proc}, or nobody's: that says nothing about the owner. */
    @Test
    void numbersInTheProcOfTheNamespaceAroundSayNothing() {
        ChildProcess writer = start("a", PidNamespace.withProcOfParent());
        ok(writer, "open " + path);
        ChildProcess other = start(
                "b", List.of("nsenter", "--target", Long.toString(inner(writer).pid()), "--pid"));
        ok(other, "open " + path);
        assertEquals("ok 1", ask(writer, "pid"));
        ok(writer, "write");
        ok(writer, "append 1");
        refused(other, "write", "WriterActiveException");
        ok(writer, "lose");
        ok(other, "write");
        assertEquals(1, tailPage(), "taken for dead");
        refused(writer, "append 1", "WriterFencedException");
        ok(other, "append 1");
        assertEquals(List.of("a-1", "b-1"), Frames.textsOf(journal));
    }

    @Test
    void whatAWriterClaimedAndDidNotCommitIsNeverRead() {
        ChildProcess writer = container("a");
        ChildProcess other = container("b");
        ok(writer, "write");
        ok(writer, "append 1");
        ok(writer, "claim 5000");
        inner(writer).destroyForcibly();
        Await.until("the role is free", () -> ask(other, "write").equals("ok"));
        ok(other, "append 1");
        assertEquals(List.of("a-1", "b-1"), Frames.textsOf(journal));
        assertNull(journal.verify().fault());
    }

    @Test
    void consumerIsResumedInAnother() {
        ChildProcess first = container("a");
        ChildProcess second = container("b");
        ChildProcess writer = container("w");
        ok(writer, "write");
        ok(first, "consumer risk");
        ok(writer, "append 5");
        assertEquals("ok w-1 w-2", ask(first, "poll 2"));
        assertEquals("ok w-3", ask(first, "poll 1"));
        refused(second, "consumer risk", "ConsumerActiveException");
        inner(first).destroyForcibly();
        Await.until("the name is free", () -> ask(second, "consumer risk").equals("ok"));
        String rest = ask(second, "poll 9");
        assertTrue(
                rest.equals("ok w-3 w-4 w-5") || rest.equals("ok w-4 w-5"),
                "at most the last poll comes again, and nothing is missing: " + rest);
    }

    @Test
    void readerWithoutANameHoldsUpTheWriterOfAnotherWhileItLives() {
        journal.setCapacity(1 << PAGE_BITS);
        ChildProcess writer = container("a");
        ChildProcess reader = container("b");
        ok(writer, "write");
        ok(reader, "gate");
        writer.tell("append 10000");
        Await.until("the writer waits", () -> journal.status().waitingFor().equals(List.of("")));
        inner(reader).destroyForcibly();
        writer.expect("ok");
        assertEquals(10_000, Frames.of(journal).size());
    }

    @Test
    void whoDeletesDoesNotOverlookThoseOfAnother() {
        ChildProcess writer = container("a");
        ChildProcess other = container("b");
        ok(writer, "write");
        refused(other, "delete " + path, "JournalInUseException");
        ok(writer, "append 1");
        assertEquals(List.of("a-1"), Frames.textsOf(journal));
    }

    @Test
    void whatOneClaimsAndLeavesTheOtherSeals() {
        ChildProcess dying = sharing("a");
        ChildProcess other = sharing("b");
        ok(dying, "append 1");
        ok(other, "append 1");
        ok(dying, "claim 5000");
        inner(dying).destroyForcibly();
        ok(other, "append 2");
        try (Journal shared = Journal.open(directory.resolve("shared"))) {
            Await.until(
                    "the reader seals it", () -> Frames.textsOf(shared).equals(List.of("a-1", "b-1", "b-2", "b-3")));
            assertNull(shared.verify().fault());
            assertEquals(1, shared.status().sealed());
        }
        // Who seals holds the slot's byte for a moment, and a reader that was closed here may still do so.
        Await.until(
                "the dead one is shown as dead",
                () -> ask(other, "status").equals("ok writers=1:dead,1:alive consumers="));
    }

    /** Its slot's byte says that it lives, though its number is the other's own: only the patience ends. */
    @Test
    void whatALivingOneClaimsIsSealedBehindThePatienceAndAppendedAgain() {
        ChildProcess slow = sharing("a");
        ChildProcess other = sharing("b");
        long begin = System.nanoTime();
        ok(slow, "claim 8");
        ok(other, "append 1");
        try (Journal shared = Journal.open(directory.resolve("shared"))) {
            Await.until("the claim is sealed", () -> Frames.textsOf(shared).equals(List.of("b-1")));
            assertTrue(System.nanoTime() - begin >= 900_000_000L, "sealed as if it were dead");
            ok(slow, "commit");
            ok(slow, "append 1");
            List<String> texts = Frames.textsOf(shared);
            assertEquals(List.of("b-1", "a-1"), List.of(texts.get(0), texts.get(2)));
            assertEquals(3, texts.size());
        }
    }

    /** A writer of a shared journal in a namespace of its own. */
    private ChildProcess sharing(String name) {
        ChildProcess child = start(name, PidNamespace.withOwnProc());
        ok(child, "create " + directory.resolve("shared") + " 65536 SHARED");
        ok(child, "write");
        return child;
    }

    /** The kernel hides the locks of one namespace from another: then a free byte is none, and who may not try it does not know. */
    @Test
    void whoLooksFromAnotherNeverShowsALivingOneAsDead() {
        ChildProcess writer = container("a");
        ChildProcess reader = container("b");
        ChildProcess looker = container("c");
        ChildProcess readOnly = start("d", PidNamespace.withOwnProc());
        ok(readOnly, "read-only " + path);
        ok(writer, "write");
        ok(reader, "consumer risk");
        ok(reader, "gate");
        String alive = "ok writers=1:alive consumers=risk:alive,:alive";
        String unknown = "ok writers=1:unknown consumers=risk:unknown,:unknown";
        assertEquals(alive, ask(looker, "status"));
        assertEquals(unknown, ask(readOnly, "status"));
        assertEquals(unknown.replace("unknown", "alive"), "ok " + seenFromAround(), "from outside all is seen");
        ok(writer, "append 1");

        inner(writer).destroyForcibly();
        inner(reader).destroyForcibly();
        Await.until(
                "the looker sees that they are gone",
                () -> ask(looker, "status").startsWith("ok writers=1:dead consumers=risk:dead"));
        assertTrue(ask(readOnly, "status").startsWith("ok writers=1:unknown consumers=risk:unknown"));
    }

    private String seenFromAround() {
        return HostileMain.status(journal.status());
    }

    private long tailPage() {
        return Positions.pageIndex(journal.status().tail(), PAGE_BITS);
    }

    /** A user of the journal in a namespace of its own. */
    private ChildProcess container(String name) {
        ChildProcess child = start(name, PidNamespace.withOwnProc());
        ok(child, "open " + path);
        return child;
    }

    private ChildProcess start(String name, List<String> prefix) {
        Path java = ChildProcess.java(Path.of(System.getProperty("java.home")));
        ChildProcess child = ChildProcess.start(prefix, java, PidNamespace.JAVA_FLAGS, HostileMain.class, name);
        children.add(child);
        return child;
    }

    /** The JVM that a command made the namespace for: the end of a line of only children. */
    private static ProcessHandle inner(ChildProcess child) {
        List<ProcessHandle> line = child.handle().descendants().toList();
        return line.get(line.size() - 1);
    }

    private static String ask(ChildProcess child, String command) {
        child.tell(command);
        return child.line();
    }

    private static void ok(ChildProcess child, String command) {
        assertEquals("ok", ask(child, command), command);
    }

    private static void refused(ChildProcess child, String command, String error) {
        String answer = ask(child, command);
        assertTrue(answer.startsWith(error + ":"), command + ": " + answer);
    }
}
