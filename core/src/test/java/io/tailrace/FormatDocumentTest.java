package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The worked example of the format page is what this library writes, byte for byte, but for what differs from run to
 * run.
 */
class FormatDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/format.md");
    private static final UUID JOURNAL = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    private static final UUID BOOT = UUID.fromString("1b4e28ba-2fa1-41d2-883f-0016d3cca427");

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void workedExample() throws IOException {
        doWhatTheExampleTells();
        Path control = journals.control();
        assertEquals(Files.getAttribute(journals.file("lock"), "unix:ino"), RawFile.getLong(control, 344));
        assertTrue(RawFile.getLong(control, 328) > 0, "start time of the owner");
        assertEquals(RawFile.getLong(control, 328), RawFile.getLong(control, 1088 + 88), "start time of the consumer");
        assertEquals(RawFile.getLong(control, 336), RawFile.getLong(control, 1088 + 96), "its namespace");
        useTheNumbersOfTheExample(control);

        assertEquals(HexDump.of(inDocument("control", 1344)), HexDump.of(RawFile.bytes(control)));
        assertEquals(HexDump.of(inDocument("0.page", 65536)), HexDump.of(RawFile.bytes(journals.page(0))));
    }

    private void doWhatTheExampleTells() {
        try (Journal journal = Journal.openOrCreate(
                        journals.path(), TestJournals.small().writerSlots(1).consumerSlots(1));
                Appender appender = journal.appender();
                Reader reader = journal.reader(ReaderOptions.defaults().consumer("risk"))) {
            appender.append(Frames.bytes("hello"), 0, 5, 7, 1);
            appender.markActive(2);
            assertEquals(1, Frames.all(reader).size());
            reader.markActive(3, false);
        }
        journals.awaitReleased();
    }

    private void useTheNumbersOfTheExample(Path control) {
        for (Path file : new Path[] {control, journals.page(0)}) {
            RawFile.putLong(file, 16, JOURNAL.getMostSignificantBits());
            RawFile.putLong(file, 24, JOURNAL.getLeastSignificantBits());
        }
        RawFile.putLong(control, 56, 1);
        RawFile.putLong(control, 328, 1234);
        RawFile.putLong(control, 336, 4026531836L);
        RawFile.putLong(control, 344, 42);
        RawFile.putLong(control, 384, BOOT.getMostSignificantBits());
        RawFile.putLong(control, 392, BOOT.getLeastSignificantBits());
        RawFile.putLong(control, 1088 + 88, 1234);
        RawFile.putLong(control, 1088 + 96, 4026531836L);
        RawFile.putLong(control, 1088 + 104, 3);
    }

    private static byte[] inDocument(String file, int length) throws IOException {
        Pattern marked = Pattern.compile(
                "<!-- golden: " + Pattern.quote(file) + " " + length + " -->\\s*```\\s*\\n(.*?)```", Pattern.DOTALL);
        Matcher matcher = marked.matcher(Files.readString(DOCUMENT));
        assertTrue(matcher.find(), DOCUMENT + " has no dump of " + file);
        return HexDump.parse(matcher.group(1), length);
    }
}
