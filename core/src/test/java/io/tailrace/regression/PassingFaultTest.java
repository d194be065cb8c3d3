package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.CorruptJournalException;
import io.tailrace.DeliveryMode;
import io.tailrace.Frames;
import io.tailrace.JournalAccessException;
import io.tailrace.JournalException;
import io.tailrace.Reader;
import io.tailrace.TestJournals;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.page.Events;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.read.Bounds;
import io.tailrace.internal.read.FrameReader;
import io.tailrace.internal.seal.BlockedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether the journal is still there is looked at each second: a look that fails is tried again, one that finds another one counts. */
class PassingFaultTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Bounds ALL = new Bounds(Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private ControlFile control;
    private JournalException found;

    @BeforeEach
    void open() throws IOException {
        journals.createWith("one", "two");
        control = journals.closing(ControlFile.open(journals.control(), false));
    }

    @Test
    void lookThatFailsEndsNothing() {
        try (Reader reader = reader()) {
            found = new JournalAccessException(journals.control(), "too many open files", null);
            reader.markActive(10 * SECOND, false);
            assertEquals(List.of("one", "two"), Frames.texts(reader));
        }
    }

    @Test
    void otherJournalEndsIt() {
        try (Reader reader = reader()) {
            found = new CorruptJournalException(journals.control(), JournalException.NO_POSITION, "replaced");
            reader.markActive(10 * SECOND, false);
            found = null;
            CorruptJournalException e = assertThrows(CorruptJournalException.class, () -> Frames.texts(reader));
            assertTrue(e.getMessage().contains("replaced"), e.getMessage());
        }
    }

    private Reader reader() {
        PageCache pages = new PageCache(journals.path(), control.geometry());
        Events events = new Events(journals.path(), null);
        return new FrameReader(
                journals.path(),
                control,
                pages,
                64,
                ALL,
                null,
                DeliveryMode.AT_LEAST_ONCE,
                events,
                new BlockedReader(journals.path(), null, pages, Duration.ZERO, events, () -> () -> {}),
                null,
                this::look,
                error -> error,
                () -> {},
                () -> {});
    }

    private void look() {
        if (found != null) {
            throw found;
        }
    }
}
