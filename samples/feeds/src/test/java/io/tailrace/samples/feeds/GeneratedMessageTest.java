package io.tailrace.samples.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Claim;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.test.TestJournalExtension;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On the buffers of a real journal. */
class GeneratedMessageTest {
    private static final long RUN = 0xfedc_ba98_7654_3210L;

    @RegisterExtension
    final TestJournalExtension journals =
            new TestJournalExtension(JournalOptions.defaults().pageSize(1 << 18));

    private Appender appender;
    private Reader reader;

    @BeforeEach
    void open() {
        Journal journal = journals.get().open();
        appender = journals.get().closing(journal.appender());
        reader = journals.get().closing(journal.reader());
    }

    @Test
    void isReadAsItWasWrittenWhateverItsLength() {
        IntStream.concat(IntStream.range(GeneratedMessage.MIN_LENGTH, 400), IntStream.of(2_200, FeedShape.MAX_LENGTH))
                .forEach(length -> {
                    append(length, RUN, 1_234_567_890L + length);
                    reader.poll(
                            (buffer, offset, found, header) -> {
                                assertEquals(length, found);
                                assertTrue(GeneratedMessage.matches(buffer, offset, found));
                                assertEquals(RUN, GeneratedMessage.run(buffer, offset));
                                assertEquals(1_234_567_890L + length, GeneratedMessage.sequence(buffer, offset));
                            },
                            1);
                });
        assertEquals(0, reader.poll((buffer, offset, found, header) -> {}, 1));
    }

    @Test
    void looksLikeJson() {
        append(180, 0x1f, 42);
        String text = text();
        assertEquals(180, text.length());
        assertEquals(
                "{\"run\":\"000000000000001f\",\"seq\":\"0000000000000042\",\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\","
                        + "\"b\":[[\"61837.64\",\"0.154\"],[\"61837.64\",\"0.154\"],[\"61837.64\",\"0.154\"],"
                        + "[\"61837.64\",\"0.154\"]]}",
                text.replace(" ", ""));
    }

    @Test
    void isNotMistakenForAnotherMessage() {
        for (String text : new String[] {"", "{}", "x".repeat(200), "{\"run\":\"" + "x".repeat(200)}) {
            appender.append(text.getBytes(StandardCharsets.UTF_8));
            assertFalse(matches(), text);
        }
    }

    private void append(int length, long run, long sequence) {
        try (Claim claim = appender.claim(length)) {
            GeneratedMessage.encode(claim.buffer(), 0, length, run, sequence);
            claim.commit();
        }
    }

    private String text() {
        String[] text = {""};
        reader.poll(
                (buffer, offset, length, header) -> text[0] = buffer.getStringWithoutLengthAscii(offset, length), 1);
        return text[0];
    }

    private boolean matches() {
        boolean[] matches = {true};
        reader.poll(
                (buffer, offset, length, header) -> matches[0] = GeneratedMessage.matches(buffer, offset, length), 1);
        return matches[0];
    }
}
