package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.Appender;
import io.tailrace.CorruptJournalException;
import io.tailrace.Frame;
import io.tailrace.Journal;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.TestJournals;
import io.tailrace.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is damaged at the tail keeps nobody from the frames before it; the error comes where it is, not when the reader is opened. */
class DamageBehindTheReaderTest {
    private static final long STATE_NINE = 9L << 60;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    /** Three frames in page 0, one in page 1. */
    @BeforeEach
    void fill() {
        try (Journal journal = Journal.openOrCreate(journals.path(), TestJournals.small());
                Appender appender = journal.appender()) {
            for (int i = 0; i < 4; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, TestJournals.MAX_PAYLOAD, i, 100 + i);
            }
        }
        journals.awaitReleased();
    }

    static Stream<ReaderOptions> readers() {
        ReaderOptions all = ReaderOptions.defaults();
        return Stream.of(
                all,
                all.consumer("risk"),
                all.start(Start.position(64)),
                all.start(Start.position(0)),
                all.until(Until.position(Long.MAX_VALUE)),
                all.until(Until.timestamp(Long.MAX_VALUE)));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void wordOfTheTailIsNoWord(ReaderOptions options) {
        damageTheTail();
        requireFramesThenTheError(journals.open(), options, List.of(0, 1, 2));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void pageOfTheTailIsMissing(ReaderOptions options) throws IOException {
        Files.delete(journals.page(1));
        requireFramesThenTheError(journals.open(), options, List.of(0, 1, 2));
    }

    @Test
    void namedConsumerResumesBeforeIt() {
        ReaderOptions named = ReaderOptions.defaults().consumer("risk");
        Journal journal = journals.open();
        try (Reader reader = journal.reader(named)) {
            assertEquals(1, reader.poll(Frame.decoder(), frame -> true, 1));
        }
        damageTheTail();
        requireFramesThenTheError(journal, named, List.of(1, 2));
    }

    private static void requireFramesThenTheError(Journal journal, ReaderOptions options, List<Integer> expected) {
        List<Integer> types = new ArrayList<>();
        try (Reader reader = journal.reader(options)) {
            assertThrows(
                    CorruptJournalException.class,
                    () -> reader.poll(Frame.decoder(), frame -> types.add(frame.type()), 9));
        }
        assertEquals(expected, types);
    }

    private void damageTheTail() {
        RawFile.putLong(journals.page(1), 64, STATE_NINE);
    }
}
