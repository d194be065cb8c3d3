package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A journal has one writer at a time, who has the role until he closes. */
class AppenderRoleTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;

    @BeforeEach
    void open() {
        journal = journals.create();
    }

    @Test
    void secondAppenderIsRefusedAtOnce() {
        journals.closing(journal.appender());
        Journal again = journals.open();
        AppenderOptions patient = AppenderOptions.defaults().takeoverTimeout(Duration.ofHours(1));
        for (Journal handle : List.of(journal, again)) {
            WriterActiveException e = assertThrows(WriterActiveException.class, () -> handle.appender(patient));
            assertEquals(ProcessHandle.current().pid(), e.pid());
            assertTrue(e.getMessage().contains(Long.toString(e.pid())), e.getMessage());
            assertTrue(e.isRetryable());
        }
    }

    @Test
    void freeAfterClose() {
        for (int i = 0; i < 5; i++) {
            try (Appender appender = journal.appender(AppenderOptions.defaults().takeoverTimeout(Duration.ZERO))) {
                appender.append(Frames.bytes("" + i));
            }
            assertEquals(List.of(), journal.status().writers());
        }
        assertEquals(List.of("0", "1", "2", "3", "4"), Frames.textsOf(journal));
    }

    @Test
    void refusalLeavesTheOwnerAlone() {
        Appender owner = journals.closing(journal.appender());
        assertThrows(WriterActiveException.class, () -> journal.appender());
        owner.append(Frames.bytes("still"));
        assertTrue(journal.status().writers().get(0).alive());
        assertEquals(List.of("still"), Frames.textsOf(journal));
    }

    @Test
    void closedForEverything() {
        Appender appender = journal.appender();
        appender.close();
        appender.close();
        byte[] bytes = new byte[1];
        assertThrows(JournalClosedException.class, () -> appender.append(bytes));
        assertThrows(JournalClosedException.class, () -> appender.append(ByteBuffer.wrap(bytes)));
        assertThrows(JournalClosedException.class, () -> appender.append(SourceBuffer.of(bytes), 0, 1));
        assertThrows(JournalClosedException.class, () -> appender.claim(1));
        assertThrows(JournalClosedException.class, () -> appender.batch(100));
        appender.markActive(1);
        assertEquals(List.of(), Frames.of(journal));
    }

    @Test
    void handleMayBeClosedBeforeItsAppender() {
        Appender appender = journals.closing(journal.appender());
        journal.close();
        for (int i = 0; i < 20; i++) {
            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
        }
        assertThrows(JournalClosedException.class, () -> journal.appender());
        assertThrows(JournalClosedException.class, () -> journal.reader());
        assertThrows(JournalClosedException.class, () -> journal.status());
        assertThrows(JournalClosedException.class, () -> journal.verify());
        assertEquals(20, Frames.of(journals.open()).size());
    }

    @Test
    void continuesWhereTheLastOneEnded() {
        long position;
        try (Appender appender = journal.appender()) {
            for (int i = 0; i < 10; i++) {
                appender.append(new byte[10_000]);
            }
            position = appender.position();
        }
        try (Appender appender = journal.appender()) {
            assertEquals(position, appender.position());
            assertEquals(position, appender.append(new byte[1]));
        }
        assertEquals(11, Frames.of(journal).size());
    }

    @Test
    void lastActiveIsSetByThoseWhoSaySo() {
        Appender appender = journals.closing(journal.appender());
        assertTrue(journal.status().writers().get(0).lastActive() > 1_700_000_000_000_000_000L);
        appender.markActive(42);
        assertEquals(42, journal.status().writers().get(0).lastActive());
        appender.append(new byte[1]);
        assertEquals(42, journal.status().writers().get(0).lastActive(), "never by append");
    }
}
