package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.internal.role.LockTable;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nothing that this library does opens the lock file a second time; what others do is made good. */
class LockLossTest {
    private static final long SELF = ProcessHandle.current().pid();
    private static final int ROUNDS = 3;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender appender;

    @BeforeEach
    void takeRoles() {
        journal = journals.create(TestJournals.small().capacity(64 * TestJournals.PAGE_SIZE));
        appender = journals.closing(journal.appender());
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("c")));
        for (int i = 0; i < 20; i++) {
            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
            reader.poll((buffer, offset, length, header) -> {}, 1);
        }
        requireHeld("taking the roles");
    }

    private void requireHeld(String what) {
        LockTable table = LockTable.read(journals.path());
        assertEquals(SELF, table.pid(LockDescriptor.WRITER), "writer's lock behind " + what);
        assertEquals(SELF, table.pid(LockDescriptor.consumer(0)), "consumer's lock behind " + what);
    }

    /** At once: a second later the keeper would have made it good. */
    @Test
    void nothingThatTheLibraryDoesLosesLocks() {
        Map<String, Runnable> operations = operations();
        for (int i = 0; i < ROUNDS; i++) {
            operations.forEach((what, operation) -> {
                operation.run();
                requireHeld(what);
                CompletableFuture.runAsync(() -> {
                            Thread.currentThread().interrupt();
                            operation.run();
                            Thread.interrupted();
                        })
                        .join();
                requireHeld("interrupted, " + what);
            });
        }
    }

    private Map<String, Runnable> operations() {
        Map<String, Runnable> operations = new LinkedHashMap<>();
        JournalOptions small = TestJournals.small();
        operations.put("open", () -> Journal.open(journals.path()).close());
        operations.put("open read-only", () -> readOnly().close());
        operations.put(
                "create what is there",
                () -> Journal.openOrCreate(journals.path(), small).close());
        operations.put("create with another geometry", () -> {
            JournalOptions other = JournalOptions.defaults().pageSize(2 * TestJournals.PAGE_SIZE);
            assertThrows(IncompatibleJournalException.class, () -> Journal.openOrCreate(journals.path(), other));
        });
        operations.put("another journal", () -> {
            Journal.openOrCreate(journals.path("other"), small).close();
            Journal.delete(journals.path("other"));
        });
        operations.put(
                "list", () -> assertEquals(1, Journal.list(journals.root()).size()));
        operations.put(
                "delete", () -> assertThrows(JournalInUseException.class, () -> Journal.delete(journals.path())));
        operations.put(
                "a second writer",
                () -> assertThrows(
                        WriterActiveException.class,
                        () -> journal.appender(AppenderOptions.defaults().takeoverTimeout(Duration.ZERO))));
        operations.put(
                "a second reader of the name", () -> assertThrows(ConsumerActiveException.class, () -> read("c")));
        operations.put("another reader", () -> read("d"));
        operations.put("a reader without a name", () -> journal.reader().close());
        operations.put(
                "a gating reader",
                () -> journal.reader(ReaderOptions.defaults().policy(ConsumerPolicy.GATE))
                        .close());
        operations.put("watch", () -> journal.watchConsumer("c").close());
        operations.put("status", journal::status);
        operations.put("status, read-only", () -> {
            try (Journal looker = readOnly()) {
                looker.status();
            }
        });
        operations.put("verify", journal::verify);
        operations.put("policy", () -> journal.setPolicy("c", ConsumerPolicy.GATE));
        operations.put("capacity", () -> journal.setCapacity(64L * TestJournals.PAGE_SIZE));
        operations.put("reset and remove", () -> {
            read("e");
            journal.resetConsumer("e", Start.earliest());
            journal.removeConsumer("e");
        });
        operations.put("retention", () -> journal.setRetention(Retention.pages(3)));
        operations.put("prune", journal::prune);
        // Once in four times to the next page.
        operations.put("append", () -> appender.append(new byte[TestJournals.MAX_PAYLOAD]));
        return operations;
    }

    private Journal readOnly() {
        return Journal.open(journals.path(), JournalOptions.defaults().readOnly(true));
    }

    private void read(String name) {
        journal.reader(ReaderOptions.defaults().consumer(name).takeoverTimeout(Duration.ZERO))
                .close();
    }

    @Test
    void interruptsAtTheGateLoseNothing() throws InterruptedException {
        journal.setCapacity(TestJournals.PAGE_SIZE);
        AtomicInteger refused = new AtomicInteger();
        Thread writer = new Thread(() -> {
            while (refused.get() < 20) {
                try {
                    appender.append(new byte[TestJournals.MAX_PAYLOAD]);
                } catch (GateClosedException e) {
                    refused.incrementAndGet();
                    Thread.interrupted();
                }
            }
        });
        writer.start();
        Await.until("it was interrupted at the gate", () -> {
            writer.interrupt();
            return !writer.isAlive();
        });
        writer.join();
        requireHeld("interrupts at the gate");
    }

    @Test
    void whatOthersLoseIsTakenAgainInAllJournals() throws IOException {
        Journal other = journals.closing(Journal.openOrCreate(journals.path("other"), TestJournals.small()));
        journals.closing(other.appender());
        for (int i = 0; i < 2; i++) {
            Files.readAllBytes(journals.file(LockDescriptor.FILE_NAME));
            Files.readAllBytes(journals.path("other").resolve(LockDescriptor.FILE_NAME));
            Await.until(
                    "both are locked again",
                    () -> LockTable.read(journals.path()).pid(LockDescriptor.WRITER) == SELF
                            && LockTable.read(journals.path()).pid(LockDescriptor.consumer(0)) == SELF
                            && LockTable.read(journals.path("other")).pid(LockDescriptor.WRITER) == SELF);
            appender.append(new byte[1]);
        }
        appender.close();
        assertEquals(0, LockTable.read(journals.path()).pid(LockDescriptor.WRITER), "freed as ever");
        journal.appender().close();
    }
}
