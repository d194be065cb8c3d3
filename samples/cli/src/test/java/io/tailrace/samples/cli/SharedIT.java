package io.tailrace.samples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Journals that several processes write at once. */
@Timeout(300)
class SharedIT {
    private static final int LINES = 3000;

    @RegisterExtension
    final Shm shm = new Shm();

    @Test
    void modeIsSaidOnce() throws Exception {
        String exclusive = shm.journal("exclusive");
        shm.run("create", exclusive, "--page-size", "64k").requireFine();
        shm.run("create", exclusive, "--shared").requireFailed(exclusive, "exclusive", "shared");
        shm.run("write", exclusive, "--shared").requireFailed(exclusive, "exclusive", "shared");
        String shared = shm.journal("shared");
        shm.run("write", shared, "--shared", "--page-size", "64k").requireFine();
        shm.run("create", shared, "--shared").requireFine();
        shm.run("create", shared).requireFine();
        String json = shm.run("stat", shared, "--json").requireFine().text();
        assertTrue(json.contains("\"mode\":\"shared\"") && json.contains(",\"sealed\":0,\"framesAwaited\""), json);
        String text = shm.run("stat", shared).requireFine().text();
        assertTrue(text.matches("(?s).*\nmode +shared\n.*\nsealed +0 claims.*"), text);
    }

    /** One of three is killed while it writes: every line that it has acknowledged is there, and the others go on. */
    @Test
    void writersAtOnce() throws Exception {
        String journal = shm.journal("j");
        shm.run("create", journal, "--shared", "--page-size", "64k").requireFine();
        List<Child> writers = new ArrayList<>();
        List<Thread> feeders = new ArrayList<>();
        List<List<String>> acknowledged = new ArrayList<>();
        for (String name : List.of("a", "b", "killed")) {
            Child writer = shm.start("write", journal, "--ack");
            writers.add(writer);
            writer.send(name + " 0\n");
            acknowledged.add(new ArrayList<>(List.of(writer.nextLine())));
        }
        String json = shm.run("stat", journal, "--json").requireFine().text();
        assertTrue(json.contains("\"slot\":0") && json.contains("\"slot\":1") && json.contains("\"slot\":2"), json);
        feeders.add(feed(writers.get(0), "a", LINES));
        feeders.add(feed(writers.get(1), "b", LINES));
        feeders.add(feed(writers.get(2), "killed", Integer.MAX_VALUE));
        while (acknowledged.get(2).size() < LINES / 3) {
            acknowledged.get(2).add(writers.get(2).nextLine());
        }
        writers.get(2).kill();
        for (int i = 0; i < writers.size(); i++) {
            acknowledged.get(i).addAll(writers.get(i).remainingLines());
            feeders.get(i).join();
        }
        assertEquals(0, writers.get(0).exitCode());
        assertEquals(0, writers.get(1).exitCode());
        assertEquals(137, writers.get(2).exitCode());

        List<String> all = shm.run("tail", journal).requireFine().lines();
        assertEquals(
                all, shm.run("tail", journal, "--consumer", "c").requireFine().lines());
        List<String> killed = requireInOrder(all, "killed");
        requireInOrder(all, "a");
        requireInOrder(all, "b");
        assertEquals(LINES, all.stream().filter(line -> line.startsWith("a ")).count());
        assertEquals(LINES, all.stream().filter(line -> line.startsWith("b ")).count());
        // One frame may have been committed and not yet acknowledged.
        int unacknowledged = killed.size() - acknowledged.get(2).size();
        assertTrue(unacknowledged == 0 || unacknowledged == 1, "unacknowledged: " + unacknowledged);
        assertEquals(
                all.size(),
                acknowledged.stream().flatMap(List::stream).distinct().count() + unacknowledged,
                "no position twice");
        shm.run("verify", journal).requireFine();
        assertTrue(shm.run("repair", journal, "--yes").requireFine().text().contains("fine now: " + all.size()));
    }

    private static List<String> requireInOrder(List<String> all, String writer) {
        List<String> own =
                all.stream().filter(line -> line.startsWith(writer + " ")).toList();
        for (int i = 0; i < own.size(); i++) {
            assertEquals(writer + " " + i, own.get(i));
        }
        return own;
    }

    private static Thread feed(Child child, String name, int lines) {
        Thread feeder = new Thread(
                () -> {
                    try (OutputStream in = new BufferedOutputStream(child.stdin(), 1 << 12)) {
                        for (int i = 1; i < lines; i++) {
                            in.write((name + " " + i + "\n").getBytes(StandardCharsets.UTF_8));
                        }
                    } catch (IOException e) {
                        // Killed: that is what ends it.
                        return;
                    }
                },
                "feeder");
        feeder.setDaemon(true);
        feeder.start();
        return feeder;
    }
}
