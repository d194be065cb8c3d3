package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A listener is told what happens, in order, one call at a time, and never on the thread that appends. */
class ListenerTest {
    private static final int SWITCHES = 6;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Test
    void pagesMadeAndSwitched() {
        fillWith(new Recorder());
        Await.until("all switches are told", () -> switched().size() == SWITCHES);
        assertEquals(
                List.of("switched 1", "switched 2", "switched 3", "switched 4", "switched 5", "switched 6"),
                switched());
        for (int page = 1; page <= SWITCHES; page++) {
            int made = told.indexOf("made " + page);
            assertTrue(made >= 0 && made < told.indexOf("switched " + page), told.toString());
        }
        assertEquals(1, most.get(), "one call at a time");
        assertFalse(threads.contains(Thread.currentThread()));
    }

    @Test
    void whatAListenerThrowsStopsNothing() {
        fillWith(new Recorder() {
            @Override
            void record(String event) {
                super.record(event);
                if (event.startsWith("made")) {
                    throw new IllegalStateException("of the listener");
                }
                throw new AssertionError("of the listener");
            }
        });
        Await.until("all switches are told", () -> switched().size() == SWITCHES);
        assertEquals(3 * SWITCHES + 1, Frames.of(journals.open()).size());
    }

    private void fillWith(JournalListener listener) {
        Journal journal = journals.create(TestJournals.small().listener(listener));
        Appender appender = journals.closing(journal.appender());
        while (appender.position() >>> 16 < SWITCHES) {
            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
        }
    }

    private List<String> switched() {
        return told.stream().filter(event -> event.startsWith("switched")).toList();
    }

    private class Recorder implements JournalListener {
        @Override
        public void onPageMade(Path path, long pageIndex, long nanos) {
            assertTrue(nanos > 0);
            record("made " + pageIndex);
        }

        @Override
        public void onPageSwitched(Path path, long pageIndex) {
            assertEquals(journals.path(), path);
            record("switched " + pageIndex);
        }

        void record(String event) {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            threads.add(Thread.currentThread());
            told.add(event);
            inside.decrementAndGet();
        }
    }
}
