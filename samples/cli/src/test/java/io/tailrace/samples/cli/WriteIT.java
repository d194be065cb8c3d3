package io.tailrace.samples.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** write as a process. */
@Timeout(180)
class WriteIT {
    private static final int SMALL_PAGE = 65_536;

    @RegisterExtension
    final Shm shm = new Shm();

    @Test
    void linesAreFramesByteForByte() throws Exception {
        byte[] input = "one\n\ncarriage\r\nnul\u0000 and \u00ff\u00fe\nlast without newline".getBytes(ISO_8859_1);
        assertEquals(
                "",
                shm.runWith(input, "write", shm.journal("j"), "--create", "--page-size", "64k")
                        .requireFine()
                        .text());
        byte[] expected = (new String(input, ISO_8859_1) + "\n").getBytes(ISO_8859_1);
        assertArrayEquals(
                expected, shm.run("tail", shm.journal("j")).requireFine().out());
    }

    @Test
    void acknowledgesEachLineBeforeTheNextIsRead() throws Exception {
        Child writer = shm.start("write", "--create", "--page-size", "64k", "--ack", shm.journal("j"));
        long last = -1;
        for (int i = 0; i < 20; i++) {
            // The next line is sent only after the position of this one came: whatever is held back would hang here.
            writer.send("line " + i + "\n");
            long position = Long.parseLong(writer.nextLine());
            assertTrue(position > last, position + " after " + last);
            last = position;
        }
        writer.send("a\nb\nc");
        assertTrue(Long.parseLong(writer.nextLine()) > last);
        assertTrue(Long.parseLong(writer.nextLine()) > last);
        writer.stdin().close();
        long c = Long.parseLong(writer.nextLine());
        assertEquals(List.of(), writer.remainingLines());
        assertEquals(0, writer.exitCode());
        assertEquals("", writer.stderr());
        String json = shm.run("tail", shm.journal("j"), "--format", "json", "--from", Long.toString(c))
                .text();
        assertEquals("{\"position\":" + c + ",\"timestamp\":0,\"type\":0,\"length\":1,\"payload\":\"c\"}\n", json);
    }

    @Test
    void lineThatIsTooLongEndsItBehindWhatCameBefore() throws Exception {
        shm.run("create", shm.journal("j"), "--page-size", "64k").requireFine();
        String input = "one\ntwo\n" + "x".repeat(SMALL_PAGE) + "\nfour\n";
        Result result = shm.runWith(input.getBytes(UTF_8), "write", "--ack", shm.journal("j"));
        result.requireFailed("line 3 ", "--page-size", shm.journal("j"));
        assertEquals(2, result.lines().size());
        assertEquals(
                List.of("one", "two"),
                shm.run("tail", shm.journal("j")).requireFine().lines());
        Matcher limit = Pattern.compile("longer than (\\d+) bytes").matcher(result.err());
        assertTrue(limit.find(), result.err());
        String longest = "y".repeat(Integer.parseInt(limit.group(1)));
        shm.runWith(longest.getBytes(UTF_8), "write", shm.journal("j")).requireFine();
        shm.runWith((longest + "y").getBytes(UTF_8), "write", shm.journal("j")).requireFailed("line 1 ");
        assertEquals(
                longest, shm.run("tail", shm.journal("j")).requireFine().lines().get(2), "a line at the limit fits");
    }

    @Test
    void givesTypesAndTimes() throws Exception {
        long before = Instant.now().toEpochMilli();
        shm.runWith("a\n".getBytes(UTF_8), "write", "--create", shm.journal("j"), "--type", "65535", "--timestamps")
                .requireFine();
        long after = Instant.now().toEpochMilli();
        shm.runWith("b\n".getBytes(UTF_8), "write", shm.journal("j")).requireFine();
        List<String> lines =
                shm.run("tail", "--format", "json", shm.journal("j")).lines();
        Matcher first = Pattern.compile("\"timestamp\":(\\d+),\"type\":65535,\"length\":1,\"payload\":\"a\"}")
                .matcher(lines.get(0));
        assertTrue(first.find(), lines.get(0));
        long millis = Long.parseLong(first.group(1)) / 1_000_000;
        assertTrue(before <= millis && millis <= after, before + " <= " + millis + " <= " + after);
        assertTrue(lines.get(1).contains("\"timestamp\":0,\"type\":0,"), lines.get(1));
    }

    @Test
    void secondWriterIsRefusedAndTheFirstNamed() throws Exception {
        Child first = shm.start("write", "--create", "--page-size", "64k", "--ack", shm.journal("j"));
        first.send("a\n");
        first.nextLine();
        shm.runWith("b\n".getBytes(UTF_8), "write", shm.journal("j")).requireFailed(shm.journal("j"), "writer");
        first.stdin().close();
        assertEquals(0, first.exitCode());
        assertEquals(List.of("a"), shm.run("tail", shm.journal("j")).lines());
    }

    @Test
    void sigtermLeavesTheWritersRole() throws Exception {
        Child writer = shm.start("write", "--create", "--page-size", "64k", "--ack", shm.journal("j"));
        writer.send("a\nhalf a line");
        writer.nextLine();
        assertTrue(shm.run("stat", "--json", shm.journal("j")).text().contains("\"alive\":true"));
        writer.terminate();
        assertEquals(143, writer.exitCode());
        assertEquals("", writer.stderr());
        assertTrue(shm.run("stat", "--json", shm.journal("j")).text().contains("\"writers\":[]"), "left uncleanly");
        assertEquals(
                List.of("a"), shm.run("tail", shm.journal("j")).requireFine().lines());
    }

    @Test
    void differentPageSizeIsRefused() throws Exception {
        shm.run("create", shm.journal("j"), "--page-size", "64k").requireFine();
        shm.run("write", shm.journal("j"), "--create", "--page-size", "128k").requireFailed("65536", "131072");
        shm.run("write", shm.journal("j"), "--create", "--page-size", "64k").requireFine();
    }
}
