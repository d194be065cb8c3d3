package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Frames;
import io.tailrace.Journal;
import io.tailrace.JournalListener;
import io.tailrace.JournalOptions;
import io.tailrace.TestJournals;
import io.tailrace.internal.control.LockFile;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One journal that waits keeps no other one of the JVM waiting, however many of its kind there are. */
class ListenerThreadTest {
    /** More than the library has threads for files. */
    private static final int MANY = 9;

    private static final int FRAMES = 10;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void listenersThatDoNotComeBack() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(MANY);
        JournalListener listener = new JournalListener() {
            @Override
            public void onPageMade(Path journal, long pageIndex, long nanos) {
                stuck.countDown();
                hold(release);
            }
        };
        JournalOptions options = TestJournals.small().listener(listener);
        try {
            for (int i = 0; i < MANY; i++) {
                fill(journals.path("journal-" + i), options);
            }
            Await.until("all listeners to be stuck", () -> stuck.getCount() == 0);
            fill(journals.path(), TestJournals.small());
        } finally {
            release.countDown();
        }
    }

    /** Half made by another process, which neither goes on nor ends. */
    @Test
    void makersThatWaitForOthers() throws IOException {
        List<LockFile> held = new ArrayList<>();
        List<CompletableFuture<Journal>> waiting = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Path path = journals.path("journal-" + i);
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            LockFile lock = LockFile.open(Files.createFile(path.resolve(LockDescriptor.FILE_NAME)));
            held.add(journals.closing(lock));
            assertTrue(lock.tryLock(LockDescriptor.MAKER));
            waiting.add(Background.start(() -> Journal.openOrCreate(path, TestJournals.small())));
        }
        Background.awaitWaitingIn(MANY, "io.tailrace.internal.open.JournalCreator", "lockMaker");
        fill(journals.path(), TestJournals.small());
        for (LockFile lock : held) {
            lock.unlock(LockDescriptor.MAKER);
        }
        for (CompletableFuture<Journal> journal : waiting) {
            Background.outcome(journal).close();
        }
    }

    @Test
    void errorOfAListenerIsNotItsLastEvent() {
        List<Long> made = new CopyOnWriteArrayList<>();
        JournalListener listener = new JournalListener() {
            @Override
            public void onPageMade(Path journal, long pageIndex, long nanos) {
                made.add(pageIndex);
                throw new StackOverflowError("of a listener");
            }
        };
        Journal journal = journals.create(TestJournals.small().listener(listener));
        try (Appender appender = journal.appender()) {
            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
            appender.whenReady(0).toCompletableFuture().join();
            Await.until("the first event", () -> made.equals(List.of(1L)));
            for (int i = 0; i < FRAMES; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD]);
            }
            Await.until("the others", () -> made.size() >= FRAMES / 4);
        }
        assertEquals(2L, made.get(1));
    }

    /** Makes a journal of several pages, on a thread that may be left behind. */
    private static void fill(Path path, JournalOptions options) {
        int frames = Background.outcome(Background.start(() -> {
            try (Journal journal = Journal.openOrCreate(path, options);
                    Appender appender = journal.appender()) {
                for (int i = 0; i < FRAMES; i++) {
                    appender.append(new byte[TestJournals.MAX_PAYLOAD]);
                }
                return Frames.of(journal).size();
            }
        }));
        assertEquals(FRAMES, frames);
    }

    /** Comes back when it is let, and not before. */
    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }
}
