package io.tailrace.samples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** tail under a name, as a process. */
@Timeout(180)
class ConsumerIT {
    @RegisterExtension
    final Shm shm = new Shm();

    @Test
    void goesOnBehindTheLastFrameDelivered() throws Exception {
        List<String> positions = write("a\nb\nc\nd\ne\n");
        assertEquals(List.of("a", "b"), tail("--limit", "2"));
        assertEquals(Long.parseLong(positions.get(2)), number(status(), "cursor"));
        assertEquals(List.of("c"), tail("--limit", "1", "--from", "earliest"));
        assertEquals(List.of("d", "e"), tail("--from", "latest"));
        assertEquals(List.of(), tail());
        write("f\n");
        assertEquals(List.of("f"), tail("--follow", "--limit", "1"));
        String status = status();
        assertEquals(number(status, "tail"), number(status, "cursor"));
        assertTrue(status.contains("\"lagBytes\":0,\"alive\":false,\"state\":\"dead\""), status);
    }

    @Test
    void startCountsWhereThereIsNoCursor() throws Exception {
        write("a\nb\n");
        assertEquals(List.of(), tail("--from", "latest"));
        write("c\n");
        assertEquals(List.of("c"), tail("--from", "0"));
    }

    @Test
    void sigtermStoresTheCursor() throws Exception {
        write("a\nb\n");
        Child tail = shm.start("tail", shm.journal("j"), "--consumer", "c", "--follow");
        assertEquals("a", tail.nextLine());
        assertEquals("b", tail.nextLine());
        shm.run("tail", shm.journal("j"), "--consumer", "c").requireFailed("\"c\"");
        String following = status();
        assertTrue(following.contains("\"alive\":true,\"state\":\"at the tail\""), following);
        write("c\n");
        assertEquals("c", tail.nextLine());
        tail.terminate();
        assertEquals(143, tail.exitCode());
        assertEquals("", tail.stderr());
        String stopped = status();
        assertEquals(number(stopped, "tail"), number(stopped, "cursor"));
        assertEquals(List.of(), tail());
    }

    @Test
    void sigtermInTheMiddleLosesAndDoublesNothing() throws Exception {
        int count = 100_000;
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < count; i++) {
            input.append("line ").append(i).append('\n');
        }
        write(input.toString());
        Child tail = shm.start("tail", shm.journal("j"), "--consumer", "c", "--follow");
        assertEquals("line 0", tail.nextLine());
        tail.terminate();
        List<String> first = tail.remainingLines();
        assertEquals(143, tail.exitCode());
        int delivered = 1 + first.size();
        List<String> second = tail();
        assertEquals(count - delivered, second.size(), "each line once, in one of the two");
        if (!second.isEmpty()) {
            assertEquals("line " + delivered, second.get(0));
        }
    }

    @Test
    void killedReaderSeesNoLineLost() throws Exception {
        int count = 100_000;
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < count; i++) {
            input.append("line ").append(i).append('\n');
        }
        write(input.toString());
        Child tail = shm.start("tail", shm.journal("j"), "--consumer", "c", "--follow");
        for (int i = 0; i < 1000; i++) {
            assertEquals("line " + i, tail.nextLine());
        }
        tail.kill();
        int delivered = 1000 + tail.remainingLines().size();
        List<String> second = tail();
        int again = second.isEmpty() ? count : Integer.parseInt(second.get(0).substring("line ".length()));
        assertTrue(again <= delivered, "the cursor stood before line " + again + ", delivered were " + delivered);
        assertTrue(delivered - again <= 256, "more than a poll's frames came again: " + (delivered - again));
        assertEquals(count - again, second.size());
    }

    /** Gives the positions. */
    private List<String> write(String lines) throws Exception {
        return shm.runWith(lines.getBytes(UTF_8), "write", "--create", "--ack", shm.journal("j"), "--page-size", "1m")
                .requireFine()
                .lines();
    }

    private List<String> tail(String... options) throws Exception {
        String[] args = new String[options.length + 4];
        args[0] = "tail";
        args[1] = shm.journal("j");
        args[2] = "--consumer";
        args[3] = "c";
        System.arraycopy(options, 0, args, 4, options.length);
        return shm.run(args).requireFine().lines();
    }

    private String status() throws Exception {
        return shm.run("stat", "--json", shm.journal("j")).requireFine().text();
    }

    private static long number(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
        assertTrue(matcher.find());
        return Long.parseLong(matcher.group(1));
    }
}
