package io.tailrace.internal.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Frames;
import io.tailrace.Journal;
import io.tailrace.JournalNotFoundException;
import io.tailrace.ProcSelf;
import io.tailrace.TestJournals;
import io.tailrace.internal.control.LockFile;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.regression.Background;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The lock file that was opened may be the one of a journal that was deleted since: what it says does not count for its successor. */
class ReplacedLockTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void notInPlaceOnceTheDirectoryWasMadeAnew() throws IOException {
        journals.createWith("x");
        try (LockFile lock = LockFile.open(lock())) {
            assertTrue(lock.isInPlace());
            Journal.delete(journals.path());
            assertFalse(lock.isInPlace(), "gone");
            journals.create();
            assertFalse(lock.isInPlace(), "another one");
        }
        try (LockFile lock = LockFile.open(lock())) {
            assertTrue(lock.isInPlace());
        }
    }

    /** Who deletes has opened the lock when others delete and make the journal anew: held at the file's own monitor. */
    @Test
    void deleteSparesTheJournalThatWasMadeMeanwhile() throws IOException {
        journals.createWith("old");
        SharedLocks.Shared locks = SharedLocks.acquire(journals.path());
        CompletableFuture<Void> deleted;
        try {
            synchronized (locks.file()) {
                deleted = Background.start(() -> {
                    Journal.delete(journals.path());
                    return null;
                });
                Background.awaitWaitingIn(LockFile.class, "tryLock");
                Files.move(journals.path(), journals.path("gone"));
                write("new");
            }
            assertThrows(JournalNotFoundException.class, () -> Background.outcome(deleted));
        } finally {
            SharedLocks.release(locks);
        }
        assertEquals(List.of("new"), Frames.textsOf(journals.open()));
    }

    /** Who makes a journal waits for another maker, who gives up and goes; a third one is half way under the same name. */
    @Test
    void makerSparesWhatAnotherOneIsMaking() throws IOException {
        SharedLocks.Shared old = halfMade();
        assertTrue(old.file().tryLock(LockDescriptor.MAKER));
        CompletableFuture<Journal> making = makeBehindTheMaker();
        Files.move(journals.path(), journals.path("gone"));
        SharedLocks.Shared other = halfMade();
        try {
            assertTrue(other.file().tryLock(LockDescriptor.MAKER));
            Object page = key(Files.createFile(journals.page(0)));
            Files.delete(journals.path("gone").resolve(LockDescriptor.FILE_NAME));
            old.file().unlock(LockDescriptor.MAKER);
            SharedLocks.release(old);
            awaitLetGo();
            assertFalse(Files.exists(journals.control()), "made beside who holds the maker byte");
            assertEquals(page, key(journals.page(0)), "somebody else's page");
        } finally {
            other.file().unlock(LockDescriptor.MAKER);
            SharedLocks.release(other);
        }
        assertEquals(List.of(), Frames.textsOf(journals.closing(Background.outcome(making))));
    }

    /** The maker that is waited for gives up and removes everything: then it is made from the begin. */
    @Test
    void makesAnewWhatIsRemovedUnderIt() throws IOException {
        SharedLocks.Shared old = halfMade();
        assertTrue(old.file().tryLock(LockDescriptor.MAKER));
        CompletableFuture<Journal> making = makeBehindTheMaker();
        Files.delete(lock());
        Files.delete(journals.path());
        old.file().unlock(LockDescriptor.MAKER);
        SharedLocks.release(old);
        assertEquals(List.of(), Frames.textsOf(journals.closing(Background.outcome(making))));
    }

    /** A maker that died behind making the lock file left it with what the umask let through. */
    @Test
    void lockOfAJournalForAGroupIsForTheGroup() throws IOException {
        SharedLocks.release(halfMade());
        Files.setPosixFilePermissions(journals.path(), PosixFilePermissions.fromString("rwxrwx---"));
        Files.setPosixFilePermissions(lock(), PosixFilePermissions.fromString("rw-------"));
        journals.create(TestJournals.small().permissions("rwxrwx---"));
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(lock())));
    }

    private void write(String text) {
        try (Journal journal = Journal.openOrCreate(journals.path(), TestJournals.small());
                Appender appender = journal.appender()) {
            appender.append(Frames.bytes(text));
        }
    }

    private CompletableFuture<Journal> makeBehindTheMaker() {
        CompletableFuture<Journal> making =
                Background.start(() -> Journal.openOrCreate(journals.path(), TestJournals.small()));
        Background.awaitWaitingIn(JournalCreator.class, "lockMaker");
        return making;
    }

    /** As by a maker that has come no further. */
    private SharedLocks.Shared halfMade() throws IOException {
        Files.createDirectory(
                journals.path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        SharedLocks.create(journals.path(), PosixFilePermissions.fromString("rw-------"));
        return SharedLocks.acquire(journals.path());
    }

    private void awaitLetGo() {
        Await.until(
                "the old lock file to be closed",
                () -> ProcSelf.descriptors(journals.root()).stream()
                        .noneMatch(descriptor -> descriptor.endsWith("(deleted)")));
    }

    private Path lock() {
        return journals.file(LockDescriptor.FILE_NAME);
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }
}
