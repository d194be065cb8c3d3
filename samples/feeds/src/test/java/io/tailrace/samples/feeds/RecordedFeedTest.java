package io.tailrace.samples.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedFeedTest {
    private static final String LINES = "1723161255030314667 {\"e\":1}\n1723161255030314767 \n1723161255030315667 a b";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("feed");
    }

    @Test
    void readsPlainText() throws IOException {
        Files.writeString(file, LINES);
        assertEquals(List.of("0 {\"e\":1}", "100 ", "1000 a b"), all(1));
    }

    @Test
    void readsGzipWhateverItsName() throws IOException {
        Files.write(file, gzip(LINES));
        assertEquals(List.of("0 {\"e\":1}", "100 ", "1000 a b"), all(1));
    }

    @Test
    void goesFasterSlowerAndAtOnce() throws IOException {
        Files.writeString(file, LINES);
        assertEquals(List.of("0 {\"e\":1}", "10 ", "100 a b"), all(10));
        assertEquals(List.of("0 {\"e\":1}", "200 ", "2000 a b"), all(0.5));
        String atOnce = Schedule.AT_ONCE + " ";
        assertEquals(List.of(atOnce + "{\"e\":1}", atOnce, atOnce + "a b"), all(Double.POSITIVE_INFINITY));
    }

    @Test
    void isNeverDueBeforeThePreviousLine() throws IOException {
        Files.writeString(file, "100 a\n300 b\n200 c\n400 d\n");
        assertEquals(List.of("0 a", "200 b", "200 c", "300 d"), all(1));
    }

    @Test
    void readsLinesLongerThanItsBuffer() throws IOException {
        String longLine = "x".repeat(300_000);
        Files.writeString(file, "1 " + longLine + "\n2 y\n3 " + longLine);
        assertEquals(List.of("0 " + longLine, "1 y", "2 " + longLine), all(1));
    }

    @Test
    void isEmptyForAnEmptyFile() throws IOException {
        Files.writeString(file, "");
        assertEquals(List.of(), all(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|expected the receive time",
                "abc|expected the receive time",
                "12345|expected the receive time",
                "12a message|expected the receive time",
                "-12 message|expected the receive time",
                "9223372036854775808 message|does not fit"
            })
    void namesTheLineThatIsMalformed(String line, String said) throws IOException {
        Files.writeString(file, "1 good\n2 good\n" + line + "\n4 good\n");
        IOException e = assertThrows(IOException.class, () -> all(1));
        assertTrue(e.getMessage().startsWith(file + ": line 3: "), e.getMessage());
        assertTrue(e.getMessage().contains(said), e.getMessage());
    }

    @Test
    void takesTheGreatestTime() throws IOException {
        Files.writeString(file, "9223372036854775807 message");
        assertEquals(List.of("0 message"), all(1));
    }

    @Test
    void namesTheLineBehindWhichGzipIsCutOff() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            lines.append(i).append(' ').append(i * 7919 % 10_007).append('\n');
        }
        byte[] whole = gzip(lines.toString());
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        IOException e = assertThrows(IOException.class, () -> all(1));
        assertTrue(e.getMessage().matches(".*: line \\d+: cannot be read: .*"), e.getMessage());
    }

    private List<String> all(double speed) throws IOException {
        List<String> all = new ArrayList<>();
        try (RecordedFeed feed = RecordedFeed.open(file, speed)) {
            while (feed.advance()) {
                all.add(feed.dueNanos() + " " + new String(feed.value(), StandardCharsets.UTF_8));
            }
        }
        return all;
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
