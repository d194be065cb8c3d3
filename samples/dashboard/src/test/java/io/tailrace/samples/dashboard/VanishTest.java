package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tailrace.Await;
import io.tailrace.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VanishTest {
    @TempDir
    private Path directory;

    @Test
    void showsOneStreamThroughGoneAndBack() throws IOException {
        Path path = directory.resolve("ticks");
        Path aside = directory.resolve(".aside");
        try (Served served = Served.start(path);
                EventStream live = served.stream(Served.journal(path) + "/live")) {
            assertEquals("gone", state(live.next()), "it does not exist yet");
            Journal.openOrCreate(path).close();
            JsonNode came = live.await(sample -> state(sample).equals("live"));
            Files.move(path, aside);
            JsonNode gone = live.await(sample -> state(sample).equals("gone"));
            assertTrue(gone.get("row").get("tail").isNull());
            assertTrue(gone.get("pageMap").isNull());
            Files.move(aside, path);
            JsonNode back = live.await(sample -> state(sample).equals("live"));
            assertEquals(uuid(came), uuid(back));
            Journal.delete(path);
            Journal.openOrCreate(path).close();
            JsonNode other = live.await(
                    sample -> state(sample).equals("live") && !uuid(sample).equals(uuid(came)));
            assertNotEquals(uuid(came), uuid(other));
            assertEquals(List.of("gone", "back", "gone", "back"), served.eventKinds(path));
        }
    }

    private static String state(JsonNode sample) {
        return sample.get("row").get("state").asText();
    }

    private static String uuid(JsonNode sample) {
        return sample.get("row").get("uuid").asText();
    }

    @Test
    void showsADamagedJournalAndTheOthers() throws IOException {
        Path damaged = directory.resolve("damaged");
        Path sound = directory.resolve("deeper").resolve("sound");
        Files.createDirectory(sound.getParent());
        Journal.openOrCreate(damaged).close();
        Journal.openOrCreate(sound).close();
        long seed = System.nanoTime();
        byte[] garbage = new byte[(int) Files.size(damaged.resolve("control"))];
        new Random(seed).nextBytes(garbage);
        Files.write(damaged.resolve("control"), garbage);
        try (Served served = Served.start(directory)) {
            Await.until(
                    "both are shown, seed " + seed,
                    () -> served.state(damaged).equals("damaged")
                            && served.state(sound).equals("live"));
            assertTrue(served.row(damaged).get("problem").asText().length() > 10);
            try (EventStream live = served.stream(Served.journal(damaged) + "/live")) {
                assertEquals("damaged", state(live.next()));
            }
        }
    }

    @Test
    void showsDamageThatComesWhileItLooks() throws IOException {
        Path path = directory.resolve("ticks");
        Journal.openOrCreate(path).close();
        try (Served served = Served.start(directory)) {
            Await.until("it is shown", () -> served.state(path).equals("live"));
            Files.write(path.resolve("00000000.page"), new byte[0]);
            Path page;
            try (var files = Files.list(path)) {
                page = files.filter(file -> !List.of("control", "lock")
                                .contains(file.getFileName().toString()))
                        .filter(file -> !file.endsWith("00000000.page"))
                        .findFirst()
                        .orElseThrow();
            }
            Files.write(page, new byte[0]);
            Await.until("it is damaged", () -> served.state(path).equals("damaged"));
        }
    }
}
