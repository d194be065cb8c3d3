package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class VerifyTest {
    private static final int SECOND_FRAME = 64 + 128;

    @TempDir
    private Path directory;

    private Path journal(int frames) {
        Path path = directory.resolve("ticks");
        try (Journal journal =
                        Journal.openOrCreate(path, JournalOptions.defaults().pageSize(65536));
                Appender appender = journal.appender()) {
            for (int i = 0; i < frames; i++) {
                appender.append(new byte[100]);
            }
        }
        return path;
    }

    @Test
    void saysWhetherAllIsSound() throws IOException {
        Path path = journal(1000);
        try (Served served = Served.start(path)) {
            JsonNode sound = served.json(Served.journal(path) + "/verify");
            assertTrue(sound.get("sound").booleanValue());
            assertEquals("1000", sound.get("frames").textValue());
            assertEquals("100000", sound.get("payloadBytes").textValue());
            assertTrue(sound.get("fault").isNull());
            damage(path);
            JsonNode damaged = served.json(Served.journal(path) + "/verify");
            assertFalse(damaged.get("sound").booleanValue());
            assertTrue(damaged.get("fault").textValue().length() > 10);
            assertTrue(Long.parseLong(damaged.get("position").textValue()) <= SECOND_FRAME);
        }
    }

    private static void damage(Path path) throws IOException {
        Path page;
        try (var files = java.nio.file.Files.list(path)) {
            page = files.filter(file -> io.tailrace.layout.PageDescriptor.indexOf(
                                    file.getFileName().toString())
                            == 0)
                    .findFirst()
                    .orElseThrow();
        }
        try (FileChannel channel = FileChannel.open(page, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(16).putLong(-1).putLong(-1).flip(), 64);
        }
    }

    @Test
    void walksOverAJournalOnceAtATime() {
        Path path = journal(100);
        Path other = directory.resolve("missing");
        JournalWatch watch = new JournalWatch(Source.of(path));
        CountDownLatch held = new CountDownLatch(1);
        Scheduler thread = Schedulers.newSingle("verify", true);
        // Busy until this test lets it go on, so the walk cannot be over.
        thread.schedule(() -> awaitQuietly(held));
        try (Verifying verifying = new Verifying(thread)) {
            Mono<Verifying.Result> first = verifying.verify(watch);
            assertNotNull(first);
            assertNull(verifying.verify(watch), "it is asked for already");
            Mono<Verifying.Result> missing = verifying.verify(new JournalWatch(Source.of(other)));
            held.countDown();
            assertTrue(first.block().sound());
            assertFalse(missing.block().sound());
            assertNotNull(verifying.verify(watch), "it may be asked for again");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void answersWhileAWalkRuns() {
        Path path = journal(300_000);
        try (Served served = Served.start(path)) {
            List<CompletableFuture<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                asked.add(CompletableFuture.supplyAsync(
                        () -> served.get(Served.journal(path) + "/verify").statusCode()));
            }
            Await.until("it is shown meanwhile", () -> served.state(path).equals("live"));
            List<Integer> codes = asked.stream().map(CompletableFuture::join).toList();
            assertTrue(codes.contains(200), codes.toString());
            assertTrue(codes.stream().allMatch(code -> code == 200 || code == 409), codes.toString());
        }
    }
}
