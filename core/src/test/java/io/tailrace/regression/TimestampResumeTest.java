package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Frame;
import io.tailrace.Frames;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.TestJournals;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.role.ConsumerRole;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A time to begin is for the first begin only, and then for all of it. */
class TimestampResumeTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender appender;

    @BeforeEach
    void open() {
        journal = journals.create();
        appender = journals.closing(journal.appender());
    }

    /** What is passed over here would be lost for good: the cursor moves over it. */
    @Test
    void consumerThatResumesAtTheTailGetsEveryFrame() {
        append(100, 0);
        ReaderOptions options = ReaderOptions.defaults().consumer("risk").start(Start.timestamp(100));
        try (Reader reader = journal.reader(options)) {
            assertEquals(List.of(100L, 0L), times(reader));
        }
        try (Reader reader = journal.reader(options)) {
            append(0, 99, 200);
            assertEquals(List.of(0L, 99L, 200L), times(reader));
        }
    }

    /** The name's registration stands between the search for the start and the reader: held until frames have come meanwhile. */
    @Test
    void framesThatComeWhileTheStartIsLookedForAreNotTooEarly() throws IOException {
        append(10);
        CompletableFuture<Reader> begun;
        try (LockFile lock = LockFile.open(journals.file(LockDescriptor.FILE_NAME))) {
            assertTrue(lock.tryLock(LockDescriptor.REGISTRY));
            begun = Background.start(() -> journal.reader(ReaderOptions.defaults()
                    .consumer("risk")
                    .start(Start.timestamp(100))
                    .takeoverTimeout(Duration.ofSeconds(20))));
            Background.awaitWaitingIn(1, ConsumerRole.class.getPackageName() + ".ConsumerRegistry", "lock");
            append(50, 0, 200, 60);
            lock.unlock(LockDescriptor.REGISTRY);
            try (Reader reader = Background.outcome(begun)) {
                assertEquals(List.of(200L, 60L), times(reader));
            }
        }
    }

    private void append(long... times) {
        for (long time : times) {
            appender.append(new byte[8], 0, 8, 0, time);
        }
    }

    private static List<Long> times(Reader reader) {
        return Frames.all(reader).stream().map(Frame::timestamp).toList();
    }
}
