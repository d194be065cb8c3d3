package io.tailrace.samples.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
    private final List<String> lines = new ArrayList<>();

    @Test
    void cutsAtNewlinesOnly() {
        assertEquals(List.of("a", "", "b\r", "\u0000\u00ff"), split(100, "a\n\nb\r\n\u0000\u00ff\n"));
    }

    @Test
    void lastLineNeedsNoNewline() {
        assertEquals(List.of("a", "b"), split(100, "a\nb"));
        assertEquals(List.of(), split(100, ""));
        assertEquals(List.of(""), split(100, "\n"));
    }

    @Test
    void linesMayGoOverChunks() {
        assertEquals(List.of("abcdef", "", "g"), split(100, "ab", "cd", "ef", "\n", "\n", "g"));
    }

    @Test
    void anyChunksGiveTheSameLines() {
        long seed = System.nanoTime();
        System.out.println("LineSplitterTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            byte[] input = new byte[random.nextInt(20_000)];
            int oneIn = 1 + random.nextInt(3000);
            for (int i = 0; i < input.length; i++) {
                input[i] = (byte) (random.nextInt(oneIn) == 0 ? '\n' : random.nextInt(256));
            }
            List<String> expected = new ArrayList<>(List.of(new String(input, ISO_8859_1).split("\n", -1)));
            // Behind the last newline there is a line only if it has bytes.
            if (expected.get(expected.size() - 1).isEmpty()) {
                expected.remove(expected.size() - 1);
            }
            lines.clear();
            LineSplitter splitter = new LineSplitter(input.length, this::add);
            int chunkSize = 1 + random.nextInt(5000);
            for (int from = 0; from < input.length; from += chunkSize) {
                byte[] chunk = Arrays.copyOfRange(input, from, Math.min(input.length, from + chunkSize));
                splitter.feed(chunk, chunk.length);
            }
            splitter.end();
            assertEquals(expected, lines, "seed " + seed + ", round " + round);
            assertEquals(expected.size(), splitter.lines());
        }
    }

    @Test
    void lineAtTheLimitFits() {
        assertEquals(List.of("12345", "1234", "12345"), split(5, "12345\n12", "34\n123", "45"));
    }

    @Test
    void lineBeyondTheLimitEndsItBehindTheLinesBefore() {
        for (String[] chunks : new String[][] {{"a\nb\n123456\nc\n"}, {"a\nb\n123", "456\nc"}, {"a\nb\n12345", "6"}}) {
            lines.clear();
            LineTooLongException e = assertThrows(LineTooLongException.class, () -> split(5, chunks));
            assertTrue(e.getMessage().contains("line 3 "), e.getMessage());
            assertTrue(e.getMessage().contains(" 5 bytes"), e.getMessage());
            assertEquals(List.of("a", "b"), lines);
        }
    }

    @Test
    void endlessLineEndsAtTheLimitWithoutItsEnd() {
        LineSplitter splitter = new LineSplitter(10_000, this::add);
        byte[] chunk = new byte[1000];
        for (int i = 0; i < 10; i++) {
            splitter.feed(chunk, chunk.length);
        }
        assertThrows(LineTooLongException.class, () -> splitter.feed(chunk, 1));
    }

    private List<String> split(int maxLength, String... chunks) {
        lines.clear();
        LineSplitter splitter = new LineSplitter(maxLength, this::add);
        for (String text : chunks) {
            byte[] chunk = text.getBytes(ISO_8859_1);
            splitter.feed(chunk, chunk.length);
        }
        splitter.end();
        return lines;
    }

    private void add(byte[] bytes, int offset, int length) {
        lines.add(new String(bytes, offset, length, ISO_8859_1));
    }
}
