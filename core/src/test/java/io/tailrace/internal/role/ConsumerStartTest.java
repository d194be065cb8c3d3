package io.tailrace.internal.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Await;
import io.tailrace.ConsumerLimitException;
import io.tailrace.ConsumerLostException;
import io.tailrace.ConsumerPolicy;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.TestJournals;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.control.UnnamedReader;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where a consumer begins when others are at work between the search for the place and the slot. */
class ConsumerStartTest {
    private static final long PAGE_ONE = 65536 + 64;
    private static final long PAGE_TWO = 2 * 65536 + 64;
    private static final ReaderOptions RISK = ReaderOptions.defaults().consumer("risk");

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private ControlFile control;
    private LockFile lock;

    @BeforeEach
    void open() throws IOException {
        journals.create(TestJournals.small().consumerSlots(1));
        journals.closeAll();
        journals.awaitReleased();
        control = ControlFile.open(journals.control(), true);
        lock = LockFile.open(journals.file(LockDescriptor.FILE_NAME));
    }

    @AfterEach
    void close() throws IOException {
        lock.close();
        control.close();
    }

    /** Who removes pages and scanned before raises the floor, sees nobody behind that, and may unlink whenever it likes. */
    @Test
    void whatTheFloorPassedMeanwhileIsSearchedAnew() {
        Deque<Long> found = new ArrayDeque<>(List.of(64L, PAGE_ONE, PAGE_TWO + 8));
        for (Start start : List.of(Start.latest(), Start.position(64), Start.timestamp(1))) {
            Deque<Long> left = new ArrayDeque<>(found);
            ConsumerRole role = ConsumerRole.take(journals.path(), control, lock, RISK.start(start), () -> {
                long position = left.remove();
                control.raiseFloor(PAGE_TWO);
                return position;
            });
            assertEquals(PAGE_TWO + 8, role.cursor(), start.toString());
            assertTrue(role.isNew());
            role.leave();
            new ConsumerAdmin(journals.path(), control, lock).remove("risk");
        }
    }

    @Test
    void whatIsNotThereAnyMoreIsSaid() {
        Deque<Long> left = new ArrayDeque<>(List.of(64L));
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> ConsumerRole.take(journals.path(), control, lock, RISK.start(Start.position(64)), () -> {
                    control.raiseFloor(PAGE_TWO);
                    if (left.isEmpty()) {
                        throw new IllegalStateException("not retained");
                    }
                    return left.remove();
                }));
        assertEquals("not retained", e.getMessage());
        assertFalse(control.consumer(0).isRegistered());
    }

    @Test
    void aResetFollowsAFloorThatPassedItsTarget() {
        ConsumerRole.take(journals.path(), control, lock, RISK, () -> 64).leave();
        long cursor = new ConsumerAdmin(journals.path(), control, lock).reset("risk", () -> {
            control.raiseFloor(PAGE_TWO);
            return PAGE_ONE;
        });
        assertEquals(PAGE_TWO, cursor);
        assertEquals(PAGE_TWO, control.consumer(0).cursor());
    }

    /** Whoever looks whether a reader without a name lives takes the byte of its slot for a moment. */
    @Test
    void aSlotThatIsProbedIsFreeAMomentLater() throws IOException {
        long position = LockDescriptor.consumer(0);
        assertTrue(lock.tryLock(position));
        CompletableFuture<Void> probe = CompletableFuture.runAsync(() -> {
            Await.instant(10_000_000);
            try {
                lock.unlock(position);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        ConsumerRole role = ConsumerRole.take(journals.path(), control, lock, RISK, () -> 64);
        probe.join();
        ReaderOptions other = ReaderOptions.defaults().consumer("other");
        assertThrows(
                ConsumerLimitException.class, () -> ConsumerRole.take(journals.path(), control, lock, other, () -> 64));
        role.leave();
    }

    /** Its reader lives, but its locks are gone: the writer did not wait for it any more. */
    @Test
    void aReaderWithoutANameThatCountedAsDeadIsTold() throws IOException {
        ReaderOptions unnamed = ReaderOptions.defaults().policy(ConsumerPolicy.GATE);
        ConsumerRole role = ConsumerRole.take(journals.path(), control, lock, unnamed, () -> 64);
        assertTrue(UnnamedReader.isAliveOrFreed(control, lock, control.consumer(0)));
        role.advance(64, 72);
        lock.unlock(LockDescriptor.consumer(0));
        assertFalse(UnnamedReader.isAliveOrFreed(control, lock, control.consumer(0)));
        assertFalse(control.consumer(0).isUnnamed());
        assertThrows(ConsumerLostException.class, () -> role.advance(72, 80));
    }
}
