package io.tailrace.samples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Capacity, retention and policies, between processes. */
@Timeout(180)
class BackpressureIT {
    private static final int CAPACITY = 1 << 17;

    /** Payload of 984 bytes: a frame takes 1,000. */
    private static final String LINE = "x".repeat(984) + "\n";

    @RegisterExtension
    final Shm shm = new Shm();

    @Test
    void aKilledConsumerHoldsTheWriterUntilItIsRemoved() throws Exception {
        create("--capacity", "128k");
        killedConsumer("audit");
        Child writer = shm.start("write", "--ack", shm.journal("j"));
        Thread feeder = feed(writer, 400);
        String waiting = awaitStatus(json -> json.contains("\"waitingFor\":[\"audit\"]"));
        assertTrue(waiting.contains("\"capacity\":131072"), waiting);
        assertTrue(waiting.contains("\"policy\":\"gate\""), waiting);
        long cursor = number(waiting, "cursor");
        long tail = number(waiting, "tail");
        assertTrue(
                tail - cursor <= CAPACITY && tail - cursor > CAPACITY - 1000,
                "the writer used the capacity: " + waiting);
        assertTrue(number(waiting, "heldBytes") >= tail - cursor, waiting);
        assertTrue(number(waiting, "idleMillis") >= 0, waiting);
        assertEquals(tail, number(status(), "tail"), "it stands");
        int frames = shm.run("tail", shm.journal("j")).requireFine().lines().size();
        for (int i = 0; i < frames; i++) {
            writer.nextLine();
        }
        // A line of a writer that waits says for whom.
        assertTrue(writer.stderr().contains("audit"), writer.stderr());

        shm.run("consumers", "remove", shm.journal("j"), "audit").requireFine();
        long removed = System.nanoTime();
        writer.nextLine();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - removed);
        assertTrue(millis < 1000, "freed after " + millis + " ms");
        feeder.join();
        writer.stdin().close();
        assertEquals(0, writer.exitCode());
        assertTrue(status().contains("\"waitingFor\":[]"), status());
    }

    @Test
    void aWaitingWriterNoticesEachChange() throws Exception {
        create("--capacity", "128k");
        killedConsumer("slow");
        Child writer = shm.start("write", "--ack", shm.journal("j"));
        feed(writer, 2_000);
        long first = number(awaitStatus(json -> json.contains("\"waitingFor\":[\"slow\"]")), "tail");
        shm.run("set", shm.journal("j"), "--capacity", "256k").requireFine();
        long second = number(
                awaitStatus(json -> json.contains("\"waitingFor\":[\"slow\"]") && number(json, "tail") > first),
                "tail");
        assertTrue(second - first <= CAPACITY && second - first > CAPACITY - 1000, first + " to " + second);
        shm.run("consumers", "reset", shm.journal("j"), "slow", "--to", "latest")
                .requireFine();
        long third = number(
                awaitStatus(json -> json.contains("\"waitingFor\":[\"slow\"]") && number(json, "tail") > second),
                "tail");
        assertTrue(third - second <= 2 * CAPACITY, second + " to " + third);
        shm.run("consumers", "set", shm.journal("j"), "slow", "--policy", "free")
                .requireFine();
        awaitStatus(json -> number(json, "tail") - third > 2 * CAPACITY);
        String listed = shm.run("consumers", "list", shm.journal("j"), "--json")
                .requireFine()
                .text();
        assertTrue(listed.startsWith("[{\"name\":\"slow\",") && listed.contains("\"policy\":\"free\""), listed);
        assertTrue(shm.run("consumers", "list", shm.journal("j"))
                .requireFine()
                .text()
                .contains("slow"));
    }

    @Test
    void sigtermEndsAWriterThatWaits() throws Exception {
        create("--capacity", "64k");
        killedConsumer("c");
        Child writer = shm.start("write", "--ack", shm.journal("j"));
        feed(writer, 200);
        long tail = number(awaitStatus(json -> json.contains("\"waitingFor\":[\"c\"]")), "tail");
        writer.terminate();
        assertEquals(143, writer.exitCode());
        String after = status();
        assertEquals(tail, number(after, "tail"));
        assertTrue(after.contains("\"writers\":[]") && after.contains("\"waitingFor\":[]"), after);
    }

    @Test
    void onlyWhatConsumersNeedIsKept() throws Exception {
        create("--keep", "consumers");
        killedConsumer("c");
        shm.runWith(LINE.repeat(1_000).getBytes(UTF_8), "write", shm.journal("j"))
                .requireFine();
        assertEquals(64, number(status(), "floor"), "the consumer holds all");
        String dry =
                shm.run("prune", "--dry-run", shm.journal("j")).requireFine().text();
        assertTrue(dry.contains("would free 0 bytes"), dry);
        shm.run("consumers", "remove", shm.journal("j"), "c").requireFine();
        int pages = pages();
        assertTrue(pages > 10, pages + " pages");
        dry = shm.run("prune", "--dry-run", shm.journal("j")).requireFine().text();
        assertTrue(dry.contains("would remove page 0\n"), dry);
        assertEquals(pages, pages(), "a dry run removes nothing");
        String pruned = shm.run("prune", shm.journal("j")).requireFine().text();
        assertEquals(dry.replace("would remove", "removed").replace("would free", "freed"), pruned);
        assertTrue(pages() <= 2, pages() + " pages");
        assertTrue(number(status(), "floor") > 64, status());
        shm.run("verify", shm.journal("j")).requireFine();
        assertEquals(
                LINE.strip(),
                shm.run("tail", shm.journal("j"), "--limit", "1")
                        .requireFine()
                        .lines()
                        .get(0));
    }

    @Test
    void retentionChangesWhileEverybodyRuns() throws Exception {
        create("--keep", "all");
        Child writer = shm.start("write", "--ack", shm.journal("j"));
        writer.send(LINE.repeat(500));
        for (int i = 0; i < 500; i++) {
            writer.nextLine();
        }
        assertTrue(pages() > 5, pages() + " pages");
        shm.run("set", shm.journal("j"), "--keep", "pages:2").requireFine();
        assertTrue(status().contains("\"retention\":\"pages:2\""), status());
        writer.send(LINE.repeat(200));
        for (int i = 0; i < 200; i++) {
            writer.nextLine();
        }
        // Two, the one made ahead, and one being made.
        awaitPages(4);
        writer.stdin().close();
        assertEquals(0, writer.exitCode());
    }

    @Test
    void anEvictedConsumerIsToldOfItsGap() throws Exception {
        create("--capacity", "128k", "--keep", "consumers");
        shm.runWith(LINE.getBytes(UTF_8), "write", shm.journal("j")).requireFine();
        assertEquals(
                List.of(LINE.strip()),
                shm.run("tail", shm.journal("j"), "--consumer", "e", "--policy", "evict")
                        .requireFine()
                        .lines());
        long cursor = number(status(), "cursor");
        shm.runWith(LINE.repeat(1_000).getBytes(UTF_8), "write", shm.journal("j"))
                .requireFine();
        String status = status();
        long floor = number(status, "floor");
        assertTrue(floor > cursor, status);
        Result ended = shm.run("tail", shm.journal("j"), "--consumer", "e");
        ended.requireFailed("gap", Long.toString(cursor), Long.toString(floor), "--skip-gaps");
        assertEquals(List.of(), ended.lines());
        List<String> rest = shm.run("tail", shm.journal("j"), "--consumer", "e")
                .requireFine()
                .lines();
        assertFalse(rest.isEmpty());
        shm.run("consumers", "reset", shm.journal("j"), "e", "--to", "earliest").requireFine();
        List<String> again = shm.run("tail", shm.journal("j"), "--consumer", "e")
                .requireFine()
                .lines();
        // A page that the reader went through may have been removed before its process ended.
        assertFalse(again.isEmpty());
        assertEquals(rest.subList(rest.size() - again.size(), rest.size()), again);
    }

    @Test
    void gapsCanBeSkipped() throws Exception {
        create("--keep", "pages:1");
        shm.run("tail", shm.journal("j"), "--consumer", "f", "--policy", "free").requireFine();
        shm.runWith(LINE.repeat(500).getBytes(UTF_8), "write", shm.journal("j")).requireFine();
        Result result = shm.run("tail", shm.journal("j"), "--consumer", "f", "--skip-gaps");
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.err().contains("gap") && result.err().lines().count() == 1, result.err());
        assertFalse(result.lines().isEmpty());
    }

    @Test
    void anUnnamedReaderGatesWhileItLives() throws Exception {
        create("--capacity", "64k");
        Child reader = shm.start("tail", shm.journal("j"), "--policy", "gate", "--follow");
        awaitStatus(json -> json.contains("\"name\":\"\""));
        Child writer = shm.start("write", "--ack", shm.journal("j"));
        // Nobody takes what the reader prints: its pipe fills, and it reads no further.
        Thread feeder = feed(writer, 2_000);
        awaitStatus(json -> json.contains("\"waitingFor\":[\"\"]"));
        String table = shm.run("stat", shm.journal("j")).requireFine().text();
        assertTrue(table.contains("writer waits for  (no name)\n"), table);
        reader.kill();
        feeder.join();
        writer.stdin().close();
        assertEquals(0, writer.exitCode());
    }

    @Test
    void aWriterThatWaitsIsToldThatItsJournalWasDeleted() throws Exception {
        create("--capacity", "64k");
        killedConsumer("c");
        Child writer = shm.start("write", "--ack", shm.journal("j"));
        feed(writer, 200);
        awaitStatus(json -> json.contains("\"waitingFor\":[\"c\"]"));
        shm.run("delete", "--force", shm.journal("j")).requireFine();
        assertEquals(1, writer.exitCode());
        assertTrue(writer.stderr().contains("was deleted"), writer.stderr());
    }

    @Test
    void wrongUse() throws Exception {
        shm.run("set", shm.journal("j")).requireWrongUse();
        shm.run("create", shm.journal("j"), "--keep", "some").requireWrongUse();
        shm.run("consumers", "reset", shm.journal("j"), "c").requireWrongUse();
        shm.run("tail", shm.journal("j"), "--policy", "evict").requireWrongUse();
        shm.run("create", shm.journal("j"), "--page-size", "64k", "--capacity", "1k")
                .requireFailed("1024", "65536");
        create();
        shm.run("set", shm.journal("j"), "--capacity", "1k").requireFailed("1024", "65536");
        shm.run("consumers", "remove", shm.journal("j"), "nobody").requireFailed("nobody");
        shm.run("create", shm.journal("j"), "--capacity", "1g").requireFailed("capacity", "1073741824");
        Child reader = shm.start("tail", shm.journal("j"), "--consumer", "c", "--follow");
        awaitStatus(json -> json.contains("\"name\":\"c\""));
        shm.run("consumers", "remove", shm.journal("j"), "c").requireFailed("\"c\"", "in use");
        assertTrue(reader.isAlive());
    }

    private void create(String... options) throws Exception {
        String[] args = new String[options.length + 4];
        args[0] = "create";
        args[1] = shm.journal("j");
        args[2] = "--page-size";
        args[3] = "64k";
        System.arraycopy(options, 0, args, 4, options.length);
        shm.run(args).requireFine();
    }

    /** Registers, and is killed at once. */
    private void killedConsumer(String name) throws Exception {
        Child tail = shm.start("tail", shm.journal("j"), "--consumer", name, "--follow");
        awaitStatus(json -> json.contains("\"name\":\"" + name + "\""));
        tail.kill();
        tail.exitCode();
        awaitStatus(json -> json.contains("\"state\":\"dead\""));
    }

    /** Writing into a pipe blocks when the writer waits. */
    private static Thread feed(Child writer, int lines) {
        Thread thread = new Thread(
                () -> {
                    try {
                        for (int i = 0; i < lines; i++) {
                            writer.send(LINE);
                        }
                    } catch (java.io.IOException e) {
                        // The writer was told to end.
                        return;
                    }
                },
                "feeder");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private String status() throws Exception {
        return shm.run("stat", "--json", shm.journal("j")).requireFine().text();
    }

    private String awaitStatus(Predicate<String> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String status = status();
        while (!condition.test(status)) {
            assertTrue(System.nanoTime() - deadline < 0, "in vain: " + status);
            status = status();
        }
        return status;
    }

    private void awaitPages(int most) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (pages() > most) {
            assertTrue(System.nanoTime() - deadline < 0, pages() + " pages");
            LockSupport.parkNanos(1_000_000);
        }
    }

    private int pages() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(shm.journal("j")))) {
            return (int) files.filter(path -> path.toString().endsWith(".page")).count();
        }
    }

    private static long number(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":(-?\\d+)").matcher(json);
        assertTrue(matcher.find(), json);
        return Long.parseLong(matcher.group(1));
    }
}
