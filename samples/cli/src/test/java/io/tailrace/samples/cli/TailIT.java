package io.tailrace.samples.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** tail without a name, as a process. */
@Timeout(180)
class TailIT {
    @RegisterExtension
    final Shm shm = new Shm();

    @Test
    void endsAtTheTailOrTheLimit() throws Exception {
        List<String> all = write(3000, "--page-size", "64k");
        assertEquals(all, tail("--from", "earliest", "--limit", "9999999999"));
        assertEquals(List.of(), tail("--from", "latest"));
        assertEquals(all.subList(0, 1234), tail("--limit", "1234"));
        assertEquals(List.of(), tail("--limit", "0"));
    }

    @Test
    void startsAtPositionsAndTimes() throws Exception {
        List<String> all = write(100, "--timestamps");
        List<String> json = tail("--format", "json");
        long position = number(json.get(50), "position");
        long timestamp = number(json.get(50), "timestamp");
        assertEquals(all.subList(50, 100), tail("--from", Long.toString(position)));
        assertEquals(all.subList(51, 100), tail("--from", Long.toString(position + 1)));
        assertEquals(all, tail("--from", "2024-08-08T12:00:00Z"));
        assertEquals(List.of(), tail("--from", "2222-08-08T12:00:00+02:00"));
        List<String> since = tail("--from", "@" + timestamp);
        assertEquals(all.get(99), since.get(since.size() - 1));
        assertTrue(number(tail("--format", "json", "--from", "@" + timestamp).get(0), "timestamp") >= timestamp);
        shm.run("tail", shm.journal("j"), "--from", "999999999999").requireFailed("999999999999");
    }

    @Test
    void jsonKeepsEveryByte() throws Exception {
        byte[] input = "plain\n\n\"q\" \\ \t\u0001\r\n\u00c3\u00bc\n\u00ff\u00fe\n".getBytes(ISO_8859_1);
        shm.runWith(input, "write", "--create", "--page-size", "64k", "--type", "7", shm.journal("j"))
                .requireFine();
        List<String> lines = tail("--format", "JSON");
        List<String> expected = List.of(
                "\"length\":5,\"payload\":\"plain\"}",
                "\"length\":0,\"payload\":\"\"}",
                "\"length\":9,\"payload\":\"\\\"q\\\" \\\\ \\t\\u0001\\r\"}",
                "\"length\":2,\"payload\":\"ü\"}",
                "\"length\":2,\"payloadBase64\":\"//4=\"}");
        assertEquals(expected.size(), lines.size());
        for (int i = 0; i < expected.size(); i++) {
            String line = lines.get(i);
            assertEquals(
                    "{\"position\":" + number(line, "position") + ",\"timestamp\":0,\"type\":7," + expected.get(i),
                    line);
        }
        assertArrayEquals(
                input,
                shm.run("tail", "--format", "text", shm.journal("j"))
                        .requireFine()
                        .out());
    }

    @Test
    void waitsForTheJournalAndFollowsIt() throws Exception {
        Child tail = shm.start("tail", shm.journal("j"), "--wait", "--follow", "--limit", "3");
        Child writer = shm.start("write", "--create", "--page-size", "64k", "--ack", shm.journal("j"));
        for (String line : List.of("a", "b", "c")) {
            writer.send(line + "\n");
            assertEquals(line, tail.nextLine());
        }
        assertEquals(0, tail.exitCode());
        assertEquals("", tail.stderr());
    }

    @Test
    void sigtermEndsTheWaitForAJournal() throws Exception {
        Child tail = shm.start("tail", shm.journal("j"), "--wait");
        // Up when it has its shutdown hook; there is no other sign of it, so a signal before that must be right as
        // well.
        shm.run("list", shm.directory().toString()).requireFine();
        assertTrue(tail.isAlive());
        tail.terminate();
        assertEquals(143, tail.exitCode());
        assertEquals("", tail.stderr());
    }

    @Test
    void closedPipeEndsItQuietly() throws Exception {
        write(200_000);
        for (String[] more : new String[][] {{"--format", "json"}, {"--follow"}, {"--consumer", "c"}}) {
            List<String> args = new ArrayList<>(List.of("tail", shm.journal("j")));
            args.addAll(List.of(more));
            Child tail = shm.start(args.toArray(String[]::new));
            assertTrue(tail.stdout().read() > 0);
            tail.stdout().close();
            assertEquals(0, tail.exitCode(), String.join(" ", args));
            assertEquals("", tail.stderr());
        }
    }

    @Test
    void fullDeviceIsAFailure() throws Exception {
        write(10);
        Path out = Path.of("/dev/full");
        assumeTrue(Files.exists(out), "no /dev/full here");
        Path err = shm.directory().resolve("err.txt");
        Process tail = Child.builder(Child.command(Child.java(), "tail", shm.journal("j")))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        new Result(Child.exitCode(tail), new byte[0], Files.readString(err)).requireFailed("standard output");
    }

    @Test
    void needsNoWritePermission() throws Exception {
        List<String> all = write(10);
        Path journal = Path.of(shm.journal("j"));
        Files.setPosixFilePermissions(shm.directory(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(journal, PosixFilePermissions.fromString("r-xr-xr-x"));
        try (var files = Files.list(journal)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
            }
        }
        assertEquals(all, asReader("tail", journal.toString()).requireFine().lines());
        assertTrue(asReader("stat", "--json", journal.toString())
                .requireFine()
                .text()
                .startsWith("{\"uuid\":"));
        asReader("verify", journal.toString()).requireFine();
        asReader("tail", journal.toString(), "--consumer", "c").requireFailed(journal.toString());
        asReader("write", journal.toString()).requireFailed(journal.toString());
        asReader("create", journal.resolve("below").toString()).requireFailed(journal.toString());
    }

    /** Root may write everything, so that it has to be somebody else. */
    private Result asReader(String... args) throws Exception {
        if (!Files.isWritable(Path.of(shm.journal("j")))) {
            return shm.run(args);
        }
        Path setpriv = Path.of("/usr/bin/setpriv");
        assumeTrue(Files.isExecutable(setpriv), "root without setpriv: cannot give up write permission");
        Path jar = shm.directory().resolve("tailrace.jar");
        if (!Files.exists(jar)) {
            Files.copy(Child.jar(), jar);
            Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("r--r--r--"));
        }
        List<String> command =
                new ArrayList<>(List.of(setpriv.toString(), "--reuid=65534", "--regid=65534", "--clear-groups"));
        command.addAll(Child.command(Child.java(), args));
        command.replaceAll(arg -> arg.equals(Child.jar().toString()) ? jar.toString() : arg);
        return shm.runWith(new byte[0], command);
    }

    private List<String> write(int lines, String... options) throws Exception {
        List<String> all = IntStream.range(0, lines).mapToObj(i -> "line " + i).toList();
        List<String> args = new ArrayList<>(List.of("write", "--create", shm.journal("j")));
        args.addAll(List.of(options));
        shm.runWith((String.join("\n", all) + "\n").getBytes(UTF_8), args.toArray(String[]::new))
                .requireFine();
        return all;
    }

    private List<String> tail(String... options) throws Exception {
        List<String> args = new ArrayList<>(List.of("tail", shm.journal("j")));
        args.addAll(List.of(options));
        return shm.run(args.toArray(String[]::new)).requireFine().lines();
    }

    private static long number(String json, String name) {
        String rest = json.substring(json.indexOf("\"" + name + "\":") + name.length() + 3);
        return Long.parseLong(rest.substring(0, rest.indexOf(',')));
    }
}
