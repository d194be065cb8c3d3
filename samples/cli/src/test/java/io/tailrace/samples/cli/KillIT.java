package io.tailrace.samples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A writer is killed while it appends; another one goes on; two readers see every acknowledged line once and in
 * order.
 */
@Timeout(180)
class KillIT {
    private static final int MIN_ACKNOWLEDGED = 1500;
    private static final int MAX_ACKNOWLEDGED = 20_000;

    /** The lines of {@code -Dtailrace.feed=FILE}, a recorded one for example; empty for made ones. */
    private static final List<String> FEED = recordedFeed();

    @RegisterExtension
    final Shm shm = new Shm();

    @Test
    void acknowledgedLinesSurviveAKill() throws Exception {
        String journal = shm.journal("j");
        long seed = System.nanoTime();
        int enough = MIN_ACKNOWLEDGED + new Random(seed).nextInt(MAX_ACKNOWLEDGED - MIN_ACKNOWLEDGED);
        // Pages so small that there are switches among the appends.
        Child first = shm.start("write", "--create", "--page-size", FEED.isEmpty() ? "64k" : "256k", "--ack", journal);
        Thread feeder = feed(first);
        List<String> acknowledged = new ArrayList<>();
        while (acknowledged.size() < enough) {
            acknowledged.add(first.nextLine());
        }
        first.kill();
        acknowledged.addAll(first.remainingLines());
        assertEquals(137, first.exitCode());
        feeder.join();
        System.out.println("KillIT: seed " + seed + ", " + acknowledged.size() + " lines acknowledged before the kill");

        Child second = shm.start("write", "--ack", journal);
        for (int i = 0; i < 100; i++) {
            second.send("second " + i + "\n");
            second.nextLine();
        }
        second.stdin().close();
        assertEquals(0, second.exitCode());
        assertEquals("", second.stderr());

        List<String> one = shm.run("tail", journal).requireFine().lines();
        List<String> two =
                shm.run("tail", journal, "--consumer", "c").requireFine().lines();
        assertEquals(one, two);
        // One frame may have been committed and not yet acknowledged.
        int unacknowledged = one.size() - 100 - acknowledged.size();
        assertTrue(unacknowledged == 0 || unacknowledged == 1, "unacknowledged: " + unacknowledged);
        int killedAt = acknowledged.size() + unacknowledged;
        for (int i = 0; i < one.size(); i++) {
            assertEquals(i < killedAt ? line(i) : "second " + (i - killedAt), one.get(i));
        }
        List<String> json = shm.run("tail", journal, "--format", "json", "--limit", "" + acknowledged.size())
                .lines();
        for (int i = 0; i < json.size(); i++) {
            assertTrue(json.get(i).startsWith("{\"position\":" + acknowledged.get(i) + ","), json.get(i));
        }
        shm.run("verify", journal).requireFine();
    }

    private static List<String> recordedFeed() {
        String file = System.getProperty("tailrace.feed");
        try {
            return file == null ? List.of() : Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(int i) {
        return FEED.isEmpty() ? "first " + i : FEED.get(i % FEED.size());
    }

    private static Thread feed(Child child) {
        Thread feeder = new Thread(
                () -> {
                    // Large writes, so that the pipe is full and the kill hits a writer at work.
                    try (OutputStream in = new BufferedOutputStream(child.stdin(), 1 << 16)) {
                        for (int i = 0; i < Integer.MAX_VALUE; i++) {
                            in.write((line(i) + "\n").getBytes(StandardCharsets.UTF_8));
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
