package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.Appender;
import io.tailrace.Frame;
import io.tailrace.Frames;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.TestJournals;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** That a page could not be mapped ahead says nothing once it is needed: what counts is whether it can be mapped now. */
class FailedPrefetchTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void isForgottenAtThePageSwitch() throws IOException {
        Journal journal = journals.create();
        try (Appender appender = journal.appender()) {
            appender.append(Frames.bytes("x"));
        }
        Files.createDirectory(journals.page(1));
        try (Reader reader = journal.reader()) {
            assertEquals(1, reader.poll(Frame.decoder(), frame -> true, 1));
            Background.settleFileThreads();
            Files.delete(journals.page(1));
            try (Appender appender = journal.appender()) {
                for (int i = 0; i < 4; i++) {
                    appender.append(new byte[TestJournals.MAX_PAYLOAD]);
                }
            }
            assertEquals(4, reader.poll(Frame.decoder(), frame -> true, 9));
        }
    }
}
