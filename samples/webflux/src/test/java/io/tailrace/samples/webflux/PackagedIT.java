package io.tailrace.samples.webflux;

import static io.tailrace.samples.webflux.App.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Frame;
import io.tailrace.check.InstalledJava;
import io.tailrace.check.RunnableJar;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

@ExtendWith(TestJournalExtension.class)
class PackagedIT {
    private static final int SIGTERM = 128 + 15;

    /** One test, because each start of the application costs seconds. */
    @Test
    void goesOnAfterAKillAndEndsCleanlyWhenAsked(TestJournal journal) throws Exception {
        List<String> seen;
        try (Child child = Child.start(journal)) {
            seen = orderAndSee(child, 100);
            child.kill();
        }
        try (Child child = Child.start(journal)) {
            child.client().order("coffee");
            List<Long> all = journal.frames().stream().map(Frame::position).toList();
            App.await("all is billed", () -> journal.consumer("billing").lagBytes() == 0);
            assertEquals(all, App.billed(journal));

            int[] exitCode = new int[1];
            StepVerifier.create(child.client().stream(seen.get(seen.size() - 1)).map(App::id))
                    .expectNextSequence(all.subList(seen.size(), all.size()).stream()
                            .map(String::valueOf)
                            .toList())
                    .then(() -> exitCode[0] = terminate(child))
                    .expectComplete()
                    .verify(DEADLINE);
            assertEquals(
                    all.subList(0, seen.size()),
                    seen.stream().map(Long::valueOf).toList());
            assertEquals(SIGTERM, exitCode[0]);
            assertEquals("", child.stderr());
            assertEquals(List.of(), journal.status().writers());
            assertEquals(0, journal.consumer("billing").pid(), "billing did not leave cleanly");
        }
    }

    @Test
    void itsManifestGrantsNativeAccess() {
        RunnableJar.requireNativeAccess(Path.of("target", "webflux.jar"));
    }

    @ParameterizedTest
    @MethodSource("javas")
    void theJvmHasNothingToComplainOf(Path java, TestJournal journal) throws Exception {
        try (Child child = Child.start(journal, java)) {
            child.client().order("tea");
            App.await("it is billed", () -> App.hasBilled(journal));
            assertEquals(SIGTERM, child.terminate());
            assertEquals("", child.stderr());
        }
    }

    static List<Path> javas() {
        return InstalledJava.commands();
    }

    /** Orders until a browser saw so many, and returns what it saw. */
    private static List<String> orderAndSee(Child child, int orders) throws Exception {
        List<String> seen = new ArrayList<>();
        CountDownLatch some = new CountDownLatch(1);
        Disposable browser = child.client().stream(null)
                .map(App::id)
                .take(orders)
                .doOnNext(seen::add)
                .subscribe(id -> {}, broken -> {}, some::countDown);
        while (!browser.isDisposed()) {
            child.client().order("tea");
        }
        assertTrue(some.await(DEADLINE.toSeconds(), TimeUnit.SECONDS), "the stream broke");
        assertEquals(orders, seen.size());
        return seen;
    }

    private static int terminate(Child child) {
        try {
            return child.terminate();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
