package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Await;
import io.tailrace.Frames;
import io.tailrace.Journal;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Figures;
import io.tailrace.check.SharedMemoryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A process that the kernel gives too little: descriptors, size of files, address space, rights. Each use ends with a typed error or with
 * what is right, what was acknowledged stays, and with the limit gone the same process goes on.
 */
class HostileLimitsIT {
    /** Root without the right to pass over what files permit. */
    private static final List<String> WITHOUT_RIGHTS = List.of(
            "setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search");

    private static final List<String> UMASK_OF_ALL = List.of("sh", "-c", "umask 0777; exec \"$@\"", "sh");

    private static final List<String> SMALL_JVM = List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:-UsePerfData");

    private static final Set<String> TYPED =
            Set.of("JournalAccessException", "NoSpaceException", "JournalClosedException", "JournalNotFoundException");

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private ChildProcess child;
    private Path path;

    private void start(List<String> prefix) {
        path = directory.resolve("journal");
        Path java = ChildProcess.java(Path.of(System.getProperty("java.home")));
        child = ChildProcess.start(prefix, java, SMALL_JVM, HostileMain.class, "a");
    }

    @AfterEach
    void end() {
        if (child != null) {
            child.close();
        }
        SharedMemoryDirectory.empty(directory);
    }

    /** From none to enough, so that each file that is opened is the one too many once. */
    @Test
    void descriptors() {
        start(List.of());
        ok("create " + directory.resolve("first") + " 65536");
        useAll();
        ok("close");
        int free = 0;
        int failures = 0;
        for (boolean enough = false; !enough; free++) {
            limit("nofile", descriptorsOfTheChild() + free);
            List<String> answers = new ArrayList<>();
            answers.add(ask("create " + path + " 65536"));
            if (answers.get(0).equals("ok")) {
                answers.addAll(useAll());
            }
            answers.add(ask("close"));
            limit("nofile", 4096);
            enough = answers.stream().allMatch(answer -> answer.startsWith("ok"));
            failures += enough ? 0 : 1;
            requireTyped(answers, free + " descriptors");
            ok("create " + path + " 65536");
            List<String> again = useAll();
            assertTrue(again.stream().allMatch(answer -> answer.startsWith("ok")), again.toString());
            ok("close");
            awaitNothingOpen(free + " descriptors");
            assertTrue(free < 50, "never enough: " + answers);
        }
        Figures.print("descriptors: failures=%d enough=%d", failures, free - 1);
        assertTrue(failures >= 3, "journal, lock, page: only " + failures + " were one too many");
        requireWhole();
    }

    /** SIGXFSZ of a JVM that does not ask for it, and an error of the write. */
    @Test
    void sizeOfFiles() {
        start(List.of());
        ok("create " + path + " 65536");
        ok("write");
        ok("append 10");
        limit("fsize", 40_000);
        List<String> answers = new ArrayList<>();
        answers.add(ask("append 10000"));
        assertTrue(answers.get(0).startsWith("JournalAccessException"), answers.toString());
        assertTrue(answers.get(0).contains("File too large"), answers.toString());
        answers.add(ask("create " + directory.resolve("second") + " 65536"));
        assertTrue(answers.get(1).startsWith("JournalAccessException"), answers.toString());
        requireNoTemporaryFiles(path);
        requireNoTemporaryFiles(directory.resolve("second"));
        limit("fsize", 1 << 30);
        ok("append 3000");
        ok("create " + directory.resolve("second") + " 65536");
        ok("close");
        requireWhole();
    }

    /** A page that cannot be mapped is no {@link OutOfMemoryError} of who appends or reads. */
    @Test
    void addressSpace() throws IOException {
        start(List.of());
        int page = 64 << 20;
        ok("create " + directory.resolve("first") + " 65536");
        useAll();
        ok("close");
        long before = addressSpaceOfTheChild();
        ok("create " + path + " " + page);
        limit("as", before + page / 2);
        List<String> answers = new ArrayList<>();
        for (String command : List.of("write", "reader", "consumer risk", "status", "verify")) {
            answers.add(ask(command));
        }
        requireTyped(answers, "half a page of address space");
        assertTrue(answers.get(0).startsWith("JournalAccessException"), answers.toString());
        assertTrue(answers.get(0).contains("Map failed"), answers.toString());
        limit("as", before + (8L << 30));
        ok("write");
        ok("append 100");
        ok("close");
        requireWhole();
    }

    @Test
    void umaskThatTakesAllRights() throws IOException {
        start(Stream.concat(UMASK_OF_ALL.stream(), required(WITHOUT_RIGHTS).stream())
                .toList());
        ok("create " + path + " 65536");
        List<String> answers = useAll();
        assertTrue(answers.stream().allMatch(answer -> answer.startsWith("ok")), answers.toString());
        ok("close");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                        file.toString());
            }
        }
        requireWhole();
    }

    @ParameterizedTest
    @CsvSource({
        "control, ---------, false",
        "control, r--------, true",
        "control, -w-------, false",
        "lock, ---------, true",
        "lock, r--------, true",
        "0.page, ---------, false",
        "0.page, r--------, true",
        "., r-x------, true",
        "., rw-------, false",
        "., -wx------, true",
        "., ---------, false",
    })
    void rightsThatAreMissing(String file, String permissions, boolean readable) throws IOException {
        start(required(WITHOUT_RIGHTS));
        ok("create " + path + " 65536");
        ok("write");
        ok("append 10");
        closeAll(file);
        Path concerned = path.resolve(file).normalize();
        Set<java.nio.file.attribute.PosixFilePermission> before = Files.getPosixFilePermissions(concerned);
        Files.setPosixFilePermissions(concerned, PosixFilePermissions.fromString(permissions));

        List<String> answers = new ArrayList<>();
        answers.add(ask("read-only " + path));
        if (answers.get(0).equals("ok")) {
            answers.add(ask("reader"));
            answers.add(ask("poll 1"));
            answers.add(ask("status"));
            answers.add(ask("verify"));
        }
        boolean read = answers.size() == 5 && answers.get(2).equals("ok a-1");
        closeAll(file);
        assertEquals(readable, read, answers.toString());
        answers.add(ask("open " + path));
        if (answers.get(answers.size() - 1).equals("ok")) {
            answers.add(ask("write"));
            answers.add(ask("append 10000"));
        }
        closeAll(file);
        answers.add(ask("delete " + path));
        requireTyped(answers, file + " " + permissions);

        if (Files.exists(concerned)) {
            Files.setPosixFilePermissions(concerned, before);
            ok("open " + path);
            ok("write");
            ok("append 10");
            ok("close");
            requireWhole();
        }
    }

    /** Who opens a journal again before the last close is through joins what is still open, whatever rights there are by then. */
    private void closeAll(String what) {
        ok("close");
        awaitNothingOpen(what);
    }

    /** Everything that opens a file, over a page switch. */
    private List<String> useAll() {
        List<String> answers = new ArrayList<>();
        for (String command : List.of("write", "append 3000", "consumer risk", "poll 10", "status", "verify")) {
            answers.add(command.equals("append 3000") && !answers.get(0).equals("ok") ? "ok" : ask(command));
            if (command.startsWith("consumer") && !answers.get(2).equals("ok")) {
                break;
            }
        }
        return answers;
    }

    private static void requireTyped(List<String> answers, String how) {
        for (String answer : answers) {
            boolean typed = TYPED.contains(answer.replaceAll(":.*", ""));
            assertTrue(answer.startsWith("ok") || typed, how + ": " + answers);
        }
    }

    private void requireWhole() {
        try (Journal journal = Journal.open(path)) {
            assertNull(journal.verify().fault());
            List<String> texts = Frames.textsOf(journal);
            for (int i = 1; i < texts.size(); i++) {
                int before = Integer.parseInt(texts.get(i - 1).substring(2));
                int here = Integer.parseInt(texts.get(i).substring(2));
                assertTrue(before < here, "order of " + before + " and " + here);
            }
        }
    }

    private static void requireNoTemporaryFiles(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith(".tmp-")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private long descriptorsOfTheChild() {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(child.pid()), "fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What failed half way was closed and unmapped as well. */
    private void awaitNothingOpen(String how) {
        Path proc = Path.of("/proc", Long.toString(child.pid()));
        Await.until("nothing open behind " + how, () -> {
            try (Stream<Path> open = Files.list(proc.resolve("fd"));
                    Stream<String> mapped = Files.lines(proc.resolve("maps"))) {
                return open.noneMatch(this::leadsHere) && mapped.noneMatch(line -> line.contains(directory + "/"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private boolean leadsHere(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(directory);
        } catch (IOException e) {
            // Closed since it was listed.
            return false;
        }
    }

    private long addressSpaceOfTheChild() throws IOException {
        String[] fields = Files.readString(Path.of("/proc", Long.toString(child.pid()), "statm"))
                .split(" ");
        return Long.parseLong(fields[0]) * 4096;
    }

    private void limit(String resource, long value) {
        assertEquals(
                0,
                run(List.of("prlimit", "--pid", Long.toString(child.pid()), "--" + resource + "=" + value + ":")),
                "prlimit, of util-linux, is missing");
    }

    /** A command that root in CI can run. */
    private static List<String> required(List<String> command) {
        boolean runs = run(Stream.concat(command.stream(), Stream.of("true")).toList()) == 0;
        if (!runs && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(command + " is refused: CI has to run as root, and have util-linux");
        }
        Assumptions.assumeTrue(runs, "needs root and setpriv");
        return command;
    }

    private static int run(List<String> command) {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            return 127;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String ask(String command) {
        child.tell(command);
        return child.line();
    }

    private void ok(String command) {
        assertEquals("ok", ask(command), command);
    }
}
