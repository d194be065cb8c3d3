package io.tailrace.samples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** stat and verify as processes. */
@Timeout(180)
class InspectIT {
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @RegisterExtension
    final Shm shm = new Shm();

    @Test
    void emptyJournal() throws Exception {
        shm.run("create", shm.journal("j"), "--page-size", "64k").requireFine();
        String json = shm.run("stat", shm.journal("j"), "--json").requireFine().text();
        String expected =
                "\\{\"uuid\":\"" + UUID + "\",\"pageSize\":65536,\"currentPageIndex\":\\d+,\"totalPages\":\\d+,"
                        + "\"writePos\":\\d+,\"tail\":\\d+,\"floor\":\\d+,\"writers\":\\[],\"consumers\":\\[],.*}\n";
        assertTrue(json.matches(expected), json);
        String text = shm.run("stat", shm.journal("j")).requireFine().text();
        assertTrue(text.contains("64 KiB") && text.contains("writers: none") && text.contains("consumers: none"), text);
        String summary = shm.run("verify", shm.journal("j")).requireFine().text();
        assertTrue(summary.contains(" 0 frames") && summary.lines().count() == 1, summary);
    }

    @Test
    void writersAndConsumersAtWork() throws Exception {
        Child writer = shm.start("write", "--create", "--page-size", "64k", "--ack", shm.journal("j"));
        writer.send("a\n");
        writer.nextLine();
        Child tail = shm.start("tail", shm.journal("j"), "--consumer", "ri\"sk", "--follow");
        tail.nextLine();
        String json = shm.run("stat", shm.journal("j"), "--json").requireFine().text();
        String expected =
                ".*,\"writers\":\\[\\{\"pid\":\\d+,\"alive\":true,\"lastActive\":\\d{19},\"slot\":0,\"sealed\":0}],"
                        + "\"consumers\":\\[\\{\"name\":\"ri\\\\\"sk\",\"cursor\":\\d+,\"lagBytes\":\\d+,\"alive\":true,"
                        + "\"state\":\"[a-z' ]+\"[^]]*}],.*\n";
        assertTrue(json.matches(expected), json);
        String text = shm.run("stat", shm.journal("j")).requireFine().text();
        assertTrue(text.contains("ri\"sk") && text.contains("LAG (BYTES)") && text.contains("PID"), text);
    }

    @Test
    void damageIsNamedWithItsPosition() throws Exception {
        byte[] lines = "a\n".repeat(10_000).getBytes(UTF_8);
        Result written = shm.runWith(lines, "write", "--create", "--page-size", "64k", "--ack", shm.journal("j"));
        List<String> positions = written.requireFine().lines();
        String summary = shm.run("verify", shm.journal("j")).requireFine().text();
        assertTrue(summary.contains(" 10000 frames") && summary.lines().count() == 1, summary);

        long damaged = Long.parseLong(positions.get(7000));
        Path page = Path.of(shm.journal("j"), (damaged >> 16) + ".page");
        try (FileChannel channel = FileChannel.open(page, StandardOpenOption.WRITE)) {
            // A word of ones: no state, reserved flags, a length beyond all bounds.
            assertEquals(8, channel.write(ByteBuffer.allocate(8).putLong(-1L).flip(), damaged & 0xFFFF));
        }
        Result result = shm.run("verify", shm.journal("j"));
        result.requireFailed("position " + damaged);
        assertEquals("", result.text());
        Result tail = shm.run("tail", shm.journal("j"));
        tail.requireFailed("position " + damaged);
        assertEquals(7000, tail.lines().size(), "what stands before the damage is delivered");
    }
}
