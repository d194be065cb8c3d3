package io.tailrace.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Classes of tests in all ways that Jupiter knows, run as Jupiter runs them: which of them share a journal, and that all are gone. */
class TestJournalExtensionTest {
    /** Which journal each test had, in the order in which they came. */
    private static final List<Path> SEEN = Collections.synchronizedList(new ArrayList<>());

    private static final List<AutoCloseable> LEFT = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void forget() {
        SEEN.clear();
        LEFT.clear();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : LEFT) {
            closeable.close();
        }
    }

    private static void see(TestJournal journal) {
        assertTrue(Files.exists(journal.path().resolve("control")));
        SEEN.add(journal.path());
    }

    private static TestExecutionSummary run(Class<?> cases) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(cases))
                                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                                .configurationParameter(
                                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                                .build(),
                        listener);
        SEEN.forEach(path -> assertFalse(Files.exists(path.getParent()), "gone: " + path));
        return listener.getSummary();
    }

    private static void requireJournals(int journals, int tests, Class<?> cases) {
        TestExecutionSummary summary = run(cases);
        List<String> failures = summary.getFailures().stream()
                .map(failure -> failure.getException().toString())
                .toList();
        assertEquals(List.of(), failures);
        assertEquals(tests, summary.getTestsSucceededCount());
        assertEquals(journals, new HashSet<>(SEEN).size(), SEEN.toString());
    }

    @Test
    void eachTestHasItsOwn() {
        requireJournals(3, 3, Parameters.class);
        SEEN.clear();
        requireJournals(3, 3, Constructor.class);
        SEEN.clear();
        requireJournals(3, 3, Field.class);
        SEEN.clear();
        requireJournals(8, 8, Parallel.class);
    }

    @ExtendWith(TestJournalExtension.class)
    static class Parameters {
        @BeforeEach
        @AfterEach
        void see(TestJournal journal) {
            TestJournalExtensionTest.see(journal);
        }

        @Test
        void one(TestJournal journal, TestJournal again) {
            assertEquals(journal, again);
            assertEquals(SEEN.get(SEEN.size() - 1), journal.path());
        }

        @RepeatedTest(2)
        void more(TestJournal journal) {
            assertEquals(List.of(), journal.frames());
            journal.append("a");
        }
    }

    @ExtendWith(TestJournalExtension.class)
    static class Constructor {
        private final TestJournal journal;

        Constructor(TestJournal journal) {
            this.journal = journal;
        }

        @RepeatedTest(3)
        void more(TestJournal same) {
            see(journal);
            assertEquals(journal, same);
            assertEquals(List.of(), journal.frames());
            journal.append("a");
        }
    }

    static class Field {
        @RegisterExtension
        final TestJournalExtension journals =
                new TestJournalExtension(JournalOptions.defaults().capacity(1 << 20));

        @RepeatedTest(3)
        void more(TestJournal same) {
            see(journals.get());
            assertEquals(journals.get(), same);
            assertEquals(1 << 20, same.status().capacity());
            assertEquals(List.of(), same.frames());
            same.append("a");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ExtendWith(TestJournalExtension.class)
    static class Parallel {
        @RepeatedTest(8)
        void more(TestJournal journal) {
            see(journal);
            journal.append("a", "b");
            assertEquals(List.of("a", "b"), journal.texts());
        }
    }

    @Test
    void aClassMayShareOne() {
        requireJournals(1, 3, StaticField.class);
        SEEN.clear();
        requireJournals(1, 2, PerClassConstructor.class);
        SEEN.clear();
        requireJournals(1, 2, PerClassField.class);
        SEEN.clear();
        requireJournals(1, 2, BeforeAllParameter.class);
        SEEN.clear();
        requireJournals(1, 3, Dynamic.class);
    }

    static class StaticField {
        @RegisterExtension
        static final TestJournalExtension JOURNALS = new TestJournalExtension();

        @RepeatedTest(2)
        void more() {
            see(JOURNALS.get());
        }

        @Nested
        class Inner {
            @Test
            void inner(TestJournal same) {
                see(same);
                assertEquals(JOURNALS.get(), same);
            }
        }
    }

    @TestInstance(Lifecycle.PER_CLASS)
    @ExtendWith(TestJournalExtension.class)
    static class PerClassConstructor {
        private final TestJournal journal;

        PerClassConstructor(TestJournal journal) {
            this.journal = journal;
        }

        @RepeatedTest(2)
        void more(TestJournal same) {
            see(journal);
            assertEquals(journal, same);
        }
    }

    @TestInstance(Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class PerClassField {
        @RegisterExtension
        final TestJournalExtension journals = new TestJournalExtension();

        @RepeatedTest(2)
        void more() {
            see(journals.get());
        }
    }

    @ExtendWith(TestJournalExtension.class)
    static class BeforeAllParameter {
        @BeforeAll
        static void fill(TestJournal journal) {
            journal.append("a");
        }

        @RepeatedTest(2)
        void more(TestJournal journal) {
            see(journal);
            assertEquals(List.of("a"), journal.texts());
        }
    }

    @ExtendWith(TestJournalExtension.class)
    static class Dynamic {
        @TestFactory
        Stream<DynamicTest> more(TestJournal journal) {
            return Stream.of("a", "b", "c").map(name -> DynamicTest.dynamicTest(name, () -> see(journal)));
        }
    }

    /** A field cannot tell which of its classes asks; the journal of one of them may be gone before the other has ended. */
    @Test
    void classesThatRunAtOnceDoNotShareAnInheritedField() {
        List<String> failures = run(AtOnce.class).getFailures().stream()
                .map(failure -> failure.getException().getMessage())
                .toList();
        assertEquals(2, failures.size(), failures.toString());
        failures.forEach(failure -> assertTrue(failure.startsWith("several classes"), failure));
        assertEquals(2, new HashSet<>(SEEN).size(), SEEN.toString());
    }

    abstract static class Inherited {
        private static final CyclicBarrier BOTH = new CyclicBarrier(2);

        @RegisterExtension
        static final TestJournalExtension JOURNALS = new TestJournalExtension();

        @Test
        void asks(TestJournal own) throws Exception {
            see(own);
            BOTH.await(30, TimeUnit.SECONDS);
            try {
                JOURNALS.get();
            } finally {
                BOTH.await(30, TimeUnit.SECONDS);
            }
        }
    }

    static class AtOnce {
        @Nested
        @Execution(ExecutionMode.CONCURRENT)
        class One extends Inherited {}

        @Nested
        @Execution(ExecutionMode.CONCURRENT)
        class Other extends Inherited {}
    }

    @Test
    void nestedClassesHaveTheirOwn() {
        requireJournals(2, 2, Outer.class);
        SEEN.clear();
        requireJournals(2, 2, OuterField.class);
    }

    @ExtendWith(TestJournalExtension.class)
    static class Outer {
        @Test
        void outer(TestJournal journal) {
            see(journal);
        }

        @Nested
        class Inner {
            @Test
            void inner(TestJournal journal) {
                see(journal);
            }
        }
    }

    static class OuterField {
        @RegisterExtension
        final TestJournalExtension journals = new TestJournalExtension();

        @Test
        void outer() {
            see(journals.get());
        }

        @Nested
        class Inner {
            @Test
            void inner() {
                see(journals.get());
            }
        }
    }

    @Test
    void whatATestLeavesFailsIt() {
        TestExecutionSummary summary = run(Leaking.class);
        assertEquals(1, summary.getTestsFailedCount());
        Throwable failure = summary.getFailures().get(0).getException();
        assertTrue(failure.getMessage().startsWith("left open: a Journal"), failure.toString());
        assertEquals(1, SEEN.size());
    }

    static class Leaking {
        @RegisterExtension
        final TestJournalExtension impatient =
                new TestJournalExtension(JournalOptions.defaults(), Duration.ofMillis(50));

        @Test
        void leaks(TestJournal journal) {
            see(journal);
            LEFT.add(Journal.open(journal.path()));
        }
    }

    @Test
    void aTestThatFailsHasItsOwnFailureAndNothingStays() {
        TestExecutionSummary summary = run(Failing.class);
        assertEquals(1, summary.getTestsFailedCount());
        assertEquals("on purpose", summary.getFailures().get(0).getException().getMessage());
        summary = run(FailingConstructor.class);
        assertEquals("on purpose", summary.getFailures().get(0).getException().getMessage());
        assertEquals(2, SEEN.size());
    }

    @ExtendWith(TestJournalExtension.class)
    static class Failing {
        @Test
        void fails(TestJournal journal) {
            see(journal);
            journal.open();
            throw new IllegalStateException("on purpose");
        }
    }

    /** Jupiter calls nobody behind a test whose instance was not made; it closes its store. */
    @ExtendWith(TestJournalExtension.class)
    static class FailingConstructor {
        FailingConstructor(TestJournal journal) {
            see(journal);
            throw new IllegalStateException("on purpose");
        }

        @Test
        void isNotReached() {}
    }

    @Test
    void outsideOfATestThereIsNone() {
        assertThrows(IllegalStateException.class, new TestJournalExtension()::get);
    }
}
