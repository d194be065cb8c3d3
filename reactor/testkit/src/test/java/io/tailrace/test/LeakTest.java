package io.tailrace.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Claim;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a test left open is found, named, and fails it; its directory is gone all the same. */
class LeakTest {
    private final List<AutoCloseable> left = new ArrayList<>();

    /** What can be left open, and what of it is named. */
    enum Left {
        JOURNAL(journal -> journal, "a Journal, or a Reader without a name", false),
        APPENDER(Journal::appender, "the Appender of journal", true),
        READER(Journal::reader, "a Journal, or a Reader without a name", false),
        CONSUMER(
                journal -> journal.reader(ReaderOptions.defaults().consumer("risk")),
                "the Reader of consumer \"risk\" of journal",
                true);

        private final Function<Journal, AutoCloseable> opens;
        private final String named;
        private final boolean writable;

        Left(Function<Journal, AutoCloseable> opens, String named, boolean writable) {
            this.opens = opens;
            this.named = named;
            this.writable = writable;
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : left) {
            closeable.close();
        }
    }

    private static TestJournal impatient() {
        return TestJournal.create(JournalOptions.defaults(), Duration.ofMillis(50));
    }

    @ParameterizedTest
    @EnumSource
    void isFoundAndNamed(Left what) throws Exception {
        TestJournal journal = impatient();
        Journal opened = Journal.open(journal.path(), JournalOptions.defaults().readOnly(!what.writable));
        left.add(what.opens.apply(opened));
        if (left.get(0) != opened) {
            opened.close();
        }
        AssertionError e = assertThrows(AssertionError.class, journal::close);
        assertTrue(e.getMessage().contains(what.named), e.getMessage());
        assertTrue(e.getMessage().contains("journal/control"), e.getMessage());
        assertTrue(!what.writable || e.getMessage().contains("journal/lock"), e.getMessage());
        assertFalse(Files.exists(journal.directory()));
        journal.close();
    }

    @Test
    void allThatIsLeftIsNamed() throws Exception {
        TestJournal journal = impatient();
        try (Journal opened = Journal.open(journal.path())) {
            left.add(opened.appender());
            left.add(opened.reader(ReaderOptions.defaults().consumer("a")));
            left.add(opened.reader(ReaderOptions.defaults().consumer("b")));
        }
        AssertionError e = assertThrows(AssertionError.class, journal::awaitReleased);
        for (String part : List.of("Appender", "\"a\"", "\"b\"", "journal/0.page")) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
        close();
        left.clear();
        journal.awaitReleased();
        journal.close();
    }

    /** What the test itself threw is what counts: the leak comes with it. */
    @Test
    void comesBesideTheTestsOwnFailure() {
        IllegalStateException own = assertThrows(IllegalStateException.class, () -> {
            try (TestJournal journal = impatient()) {
                left.add(Journal.open(journal.path()));
                throw new IllegalStateException("the test's own");
            }
        });
        assertTrue(own.getSuppressed()[0].getMessage().startsWith("left open"));
    }

    @Test
    void isNotLookedForWhereItIsAllowed() {
        TestJournal journal = impatient();
        left.add(Journal.open(journal.path()));
        journal.allowLeaks();
        journal.close();
        assertFalse(Files.exists(journal.directory()));
    }

    /** Its page stays mapped until it is collected, which nobody can close. */
    @Test
    void aRawBufferThatNobodyHasAnyMoreIsNone() {
        TestJournal journal = impatient();
        appendThroughRawBuffer(journal);
        assertEquals("a", journal.texts().get(0));
        journal.close();
    }

    @Test
    void aRawBufferThatSomebodyHasIsNamed() throws Exception {
        TestJournal journal = impatient();
        journal.append("a");
        ByteBuffer[] kept = new ByteBuffer[1];
        try (Journal opened = Journal.open(journal.path());
                Reader reader = opened.reader()) {
            reader.poll((buffer, offset, length, header) -> kept[0] = buffer.byteBuffer(), 1);
        }
        AssertionError e = assertThrows(AssertionError.class, journal::close);
        assertTrue(e.getMessage().startsWith("left open: the raw bytes of a frame"), e.getMessage());
        assertTrue(kept[0].capacity() > 0);
    }

    @Test
    void isNamedAlthoughItsDirectoryIsGone() throws Exception {
        TestJournal journal = impatient();
        left.add(Journal.open(journal.path()));
        Journal.delete(journal.path());
        Files.delete(journal.directory());
        AssertionError e = assertThrows(AssertionError.class, journal::close);
        assertTrue(e.getMessage().startsWith("left open: a Journal"), e.getMessage());
    }

    private static void appendThroughRawBuffer(TestJournal journal) {
        try (Journal opened = Journal.open(journal.path());
                Appender appender = opened.appender();
                Claim claim = appender.claim(1)) {
            MutableDirectBuffer buffer = claim.buffer();
            buffer.byteBuffer().put(buffer.wrapAdjustment(), (byte) 'a');
            claim.commit();
        }
    }
}
