package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.ConsumerPolicy;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.NoSpaceException;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Retention;
import io.tailrace.check.SmallDisk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {
    private static final int PAGE = 65536;

    @TempDir
    private Path directory;

    @Test
    void tellsOfSwitchesAndEvictions() {
        Path path = directory.resolve("ticks");
        JournalOptions options =
                JournalOptions.defaults().pageSize(PAGE).capacity(2 * PAGE).retention(Retention.consumers());
        try (Journal journal = Journal.openOrCreate(path, options);
                Appender appender = journal.appender();
                Reader reader =
                        journal.reader(ReaderOptions.defaults().consumer("slow").policy(ConsumerPolicy.EVICT));
                Served served = Served.start(path)) {
            Await.until("it is shown", () -> served.state(path).equals("live"));
            appender.append(new byte[100]);
            reader.poll((buffer, offset, length, header) -> {}, 1);
            for (int i = 0; i < 5000; i++) {
                appender.append(new byte[100]);
            }
            Await.until("both are told of", () -> served.eventKinds(path).containsAll(List.of("switch", "eviction")));
            String switched = text(served, path, "switch");
            assertTrue(switched.contains("page"), switched);
            // The log comes first, then the row.
            Await.until(
                    "the row has it", () -> served.row(path).get("lastSwitchAt").isTextual());
        }
    }

    @Test
    void tellsOfAGateThatClosesAndOpens() throws InterruptedException {
        Path path = directory.resolve("ticks");
        JournalOptions options = JournalOptions.defaults().pageSize(PAGE).capacity(PAGE);
        try (Journal journal = Journal.openOrCreate(path, options);
                Appender appender = journal.appender();
                Reader reader = journal.reader(ReaderOptions.defaults().consumer("billing"));
                Served served = Served.start(path)) {
            Await.until("it is shown", () -> served.state(path).equals("live"));
            Thread writer = new Thread(() -> {
                for (int i = 0; i < 1000; i++) {
                    appender.append(new byte[100]);
                }
            });
            writer.start();
            Await.until("it is closed", () -> served.eventKinds(path).contains("gate-closed"));
            assertEquals("the writer waits for \"billing\"", text(served, path, "gate-closed"));
            Await.until(
                    "it is said whom it waits for",
                    () -> served.row(path).get("waitingFor").toString().equals("[\"billing\"]"));
            while (writer.isAlive()) {
                reader.poll((buffer, offset, length, header) -> {}, 100);
            }
            writer.join();
            Await.until("it is open", () -> served.eventKinds(path).contains("gate-opened"));
        }
    }

    @Test
    void tellsOfAFullDisk() {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 1 << 20)) {
            Path path = disk.path().resolve("ticks");
            try (Journal journal =
                            Journal.openOrCreate(path, JournalOptions.defaults().pageSize(PAGE));
                    Appender appender = journal.appender();
                    Served served = Served.start(path)) {
                Await.until("it is shown", () -> served.state(path).equals("live"));
                disk.fill();
                byte[] longest = new byte[journal.maxPayloadLength()];
                assertThrows(NoSpaceException.class, () -> {
                    while (appender.position() < disk.path().toFile().getTotalSpace()) {
                        appender.append(longest);
                    }
                });
                Await.until("it is told of", () -> served.eventKinds(path).contains("space-short"));
                Await.until(
                        "no space is left",
                        () -> served.row(path).get("spaceLeft").asText().equals("0"));
            }
        }
    }

    private static String text(Served served, Path path, String kind) {
        for (JsonNode event : served.json(Served.journal(path) + "/events").get("events")) {
            if (event.get("kind").asText().equals(kind)) {
                return event.get("text").asText();
            }
        }
        throw new AssertionError("no " + kind);
    }

    @Test
    void keepsTheLastOfAThousand() {
        EventLog log = new EventLog();
        for (int i = 1; i <= 1000; i++) {
            log.add(i, Event.Kind.SWITCH, "x", null);
        }
        assertEquals(EventLog.LIMIT, log.all().size());
        assertEquals(501, log.all().get(0).seq());
        assertEquals(1000, log.lastSeq());
        assertEquals(2, log.since(998).size());
        assertEquals(EventLog.LIMIT, log.since(0).size());
    }

    @Test
    void marksAReaderThatStandsAtAPagesEnd() {
        Path path = directory.resolve("ticks");
        try (Journal journal =
                        Journal.openOrCreate(path, JournalOptions.defaults().pageSize(PAGE));
                Appender appender = journal.appender();
                Reader reader = journal.reader(ReaderOptions.defaults().consumer("standing"));
                Served served = Served.start(path)) {
            byte[] longest = new byte[journal.maxPayloadLength()];
            for (int i = 0; i < 3; i++) {
                appender.append(longest);
            }
            assertEquals(3, reader.poll((buffer, offset, length, header) -> {}, 100));
            // No room in the page: its END comes, and this frame in the next one.
            appender.append(longest);
            Await.until(
                    "it is marked",
                    () -> served.row(path).get("standing").toString().equals("[\"standing\"]"));
            reader.poll((buffer, offset, length, header) -> {}, 100);
            Await.until(
                    "it is not any more", () -> served.row(path).get("standing").isEmpty());
        }
    }
}
