package io.tailrace.samples.webflux;

import static io.tailrace.samples.webflux.App.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Frame;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

@ExtendWith(TestJournalExtension.class)
class PackagedIT {
    private static final int SIGTERM = 128 + 15;

    @Test
    void endsCleanlyWithBrowsersConnected(TestJournal journal) throws Exception {
        try (Child child = Child.start(journal)) {
            List<Long> ordered = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ordered.add(Long.valueOf(child.client().order("item " + i)));
            }
            App.await(
                    "all is billed",
                    () -> App.hasBilled(journal) && journal.consumer("billing").lagBytes() == 0);
            int[] exitCode = new int[1];
            StepVerifier.create(child.client().stream(null))
                    .expectNextCount(ordered.size())
                    .then(() -> exitCode[0] = terminate(child))
                    .expectComplete()
                    .verify(DEADLINE);

            assertEquals(SIGTERM, exitCode[0]);
            assertEquals("", child.stderr());
            assertEquals(ordered, App.billed(journal));
            assertEquals(List.of(), journal.status().writers());
            assertEquals(0, journal.consumer("billing").pid(), "billing did not leave cleanly");
        }
    }

    @Test
    void goesOnAfterAKill(TestJournal journal) throws Exception {
        List<String> seen = new ArrayList<>();
        try (Child child = Child.start(journal)) {
            CountDownLatch some = new CountDownLatch(100);
            Disposable browser = child.client().stream(null)
                    .subscribe(
                            event -> {
                                seen.add(App.id(event));
                                some.countDown();
                            },
                            broken -> {});
            while (some.getCount() > 0) {
                child.client().order("tea");
            }
            assertTrue(some.await(DEADLINE.toSeconds(), TimeUnit.SECONDS));
            child.kill();
            App.await("the stream broke", browser::isDisposed);
        }
        try (Child child = Child.start(journal)) {
            child.client().order("coffee");
            List<Long> all = journal.frames().stream().map(Frame::position).toList();
            child.client().stream(seen.get(seen.size() - 1))
                    .take(all.size() - seen.size())
                    .doOnNext(event -> seen.add(App.id(event)))
                    .blockLast(DEADLINE);

            assertEquals(all, seen.stream().map(Long::valueOf).toList());
            App.await("all is billed", () -> journal.consumer("billing").lagBytes() == 0);
            assertEquals(all, App.billed(journal));
            assertEquals("", child.stderr());
        }
    }

    private static int terminate(Child child) {
        try {
            return child.terminate();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
