package io.tailrace.internal.open;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.TestJournals;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.regression.Background;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Making the lock file closes a descriptor of it, which frees every lock that this process has on it: so it is made under the monitor
 * under which it is opened, when nobody can have taken a lock yet.
 */
class LockFileCreationTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void nobodyOpensItBeforeItIsMadeToTheEnd() throws IOException, ReflectiveOperationException {
        Files.createDirectory(journals.path());
        CompletableFuture<Void> made;
        synchronized (monitor()) {
            made = Background.start(() -> {
                SharedLocks.create(journals.path(), PosixFilePermissions.fromString("rw-------"));
                return null;
            });
            Background.awaitWaitingIn(SharedLocks.class, "create");
            assertFalse(Files.exists(journals.file(LockDescriptor.FILE_NAME)));
        }
        Background.outcome(made);
        assertTrue(Files.exists(journals.file(LockDescriptor.FILE_NAME)));
    }

    private static Object monitor() throws ReflectiveOperationException {
        Field open = SharedLocks.class.getDeclaredField("OPEN");
        open.setAccessible(true);
        return open.get(null);
    }
}
