package io.tailrace.internal.retain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.ConsumerPolicy;
import io.tailrace.Journal;
import io.tailrace.JournalListener;
import io.tailrace.ReaderOptions;
import io.tailrace.Retention;
import io.tailrace.TestJournals;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.page.Events;
import io.tailrace.internal.page.PageCache;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is told of what one pass removed. */
class RetentionEventsTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final List<String> told = new CopyOnWriteArrayList<>();

    /** One listener is enough for any number of handles: what it counts would else be counted for each of them. */
    @Test
    void aListenerOfSeveralHandlesIsToldOnce() throws Exception {
        lazyConsumerOfFourPages();
        JournalListener listener = listener("shared");
        List<Events> handles = List.of(
                new Events(journals.path(), listener),
                new Events(journals.path(), listener),
                new Events(journals.path(), listener("other")));
        CountDownLatch done = new CountDownLatch(1);
        try (ControlFile control = ControlFile.open(journals.control(), true);
                LockFile lock = LockFile.open(journals.file(LockDescriptor.FILE_NAME))) {
            control.storeRetention(Retention.pages(2));
            RetentionRunner[] runner = new RetentionRunner[1];
            runner[0] = new RetentionRunner(
                    control, lock, new PageCache(journals.path(), control.geometry()), controlKey(), () -> {
                        // All others ask before the pass begins.
                        handles.subList(1, 3).forEach(runner[0]::request);
                        return done::countDown;
                    });
            runner[0].request(handles.get(0));
            done.await();
        }
        Await.until("both are told", () -> told.stream().distinct().count() == 2);
        handles.forEach(events -> events.gateOpened(1));
        Await.until(
                "all before is told", () -> told.stream().filter("end"::equals).count() == 3);
        assertEquals(
                List.of("other lazy 64", "shared lazy 64"),
                told.stream().filter(event -> !event.equals("end")).sorted().toList());
    }

    private void lazyConsumerOfFourPages() {
        try (Journal journal = journals.create(TestJournals.small())) {
            journal.reader(ReaderOptions.defaults().consumer("lazy").policy(ConsumerPolicy.FREE))
                    .close();
            try (Appender appender = journal.appender()) {
                while (appender.position() >>> 16 < 4) {
                    appender.append(new byte[TestJournals.MAX_PAYLOAD]);
                }
            }
        }
        journals.awaitReleased();
    }

    private JournalListener listener(String name) {
        return new JournalListener() {
            @Override
            public void onEvicted(Path journal, String consumer, long from, long to) {
                told.add(name + " " + consumer + " " + from);
            }

            @Override
            public void onGateOpened(Path journal, long nanos) {
                told.add("end");
            }
        };
    }

    private Object controlKey() throws IOException {
        return Files.readAttributes(journals.control(), BasicFileAttributes.class)
                .fileKey();
    }
}
