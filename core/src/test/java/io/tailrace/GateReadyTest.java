package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.JournalStatus.Statistics;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.layout.WriterDescriptor;
import io.tailrace.regression.Background;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A closed gate for those who must not wait, for who listens, and with readers that have no name. */
class GateReadyTest {
    private static final byte[] QUARTER = new byte[TestJournals.MAX_PAYLOAD];

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final List<String> told = new CopyOnWriteArrayList<>();
    private Journal journal;
    private Appender appender;

    @BeforeEach
    void open() {
        journal = journals.create(TestJournals.small()
                .capacity(TestJournals.PAGE_SIZE)
                .listener(new JournalListener() {
                    @Override
                    public void onGateClosed(Path path, String consumer, long cursor) {
                        told.add("closed by " + consumer + " at " + cursor);
                    }

                    @Override
                    public void onGateOpened(Path path, long nanos) {
                        told.add(nanos >= 100_000_000L ? "opened" : "opened after " + nanos + " ns");
                    }
                }));
        appender = journals.closing(journal.appender(AppenderOptions.defaults().gateTimeout(Duration.ZERO)));
    }

    private Reader slow() {
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("slow")));
        fill();
        return reader;
    }

    private void fill() {
        for (int i = 0; i < 3; i++) {
            appender.append(QUARTER);
        }
        appender.whenReady(0).toCompletableFuture().join();
    }

    @Test
    void completesWhenTheConsumerReadsOn() {
        Reader reader = slow();
        assertFalse(appender.isReady(QUARTER.length));
        CompletableFuture<Thread> by = new CompletableFuture<>();
        CompletableFuture<Void> ready = appender.whenReady(QUARTER.length).toCompletableFuture();
        ready.whenComplete((nothing, error) -> by.complete(Thread.currentThread()));
        assertEquals(65536 + 64 + 16384, waitingFor(), "noted for who looks");
        assertFalse(ready.isDone());
        reader.poll((buffer, offset, length, header) -> {}, 1);
        // Who waits for the stage itself may run what depends on it.
        assertEquals("tailrace-watch", Background.outcome(by).getName());
        assertEquals(0, waitingFor());
        assertTrue(appender.isReady(QUARTER.length));
        assertEquals(65536 + 64, appender.append(QUARTER));
    }

    @Test
    void manyWaitsBehindEachOther() {
        Reader reader = slow();
        for (int i = 0; i < 200; i++) {
            CompletableFuture<Void> ready = appender.whenReady(QUARTER.length).toCompletableFuture();
            reader.poll((buffer, offset, length, header) -> {}, 1);
            Background.outcome(ready);
            while (appender.isReady(QUARTER.length)) {
                appender.append(QUARTER);
            }
        }
        assertTrue(appender.position() > 30 * 65536, "at " + appender.position());
    }

    @Test
    void closeEndsTheWait() {
        slow();
        CompletableFuture<Void> ready = appender.whenReady(QUARTER.length).toCompletableFuture();
        appender.close();
        CompletionException e = assertThrows(CompletionException.class, ready::join);
        assertInstanceOf(JournalClosedException.class, e.getCause());
        assertEquals(0, waitingFor());
    }

    @Test
    void beingFencedEndsTheWait() throws IOException {
        slow();
        CompletableFuture<Void> ready = appender.whenReady(QUARTER.length).toCompletableFuture();
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.raiseEpoch();
        }
        Background.outcome(ready);
        assertTrue(appender.isReady(QUARTER.length));
        assertThrows(WriterFencedException.class, () -> appender.append(QUARTER));
    }

    /** The sink would hold it for ever, where append would say at once what is wrong. */
    @Test
    void whatIsTooLargeIsWorthTryingOnceAnythingIs() {
        Reader reader = slow();
        CompletableFuture<Void> ready = appender.whenReady(Integer.MAX_VALUE).toCompletableFuture();
        Frames.all(reader);
        Background.outcome(ready);
        assertTrue(appender.isReady(Integer.MAX_VALUE));
        assertThrows(FrameTooLargeException.class, () -> appender.claim(Integer.MAX_VALUE));
    }

    @Test
    void theListenerHearsOfAWaitThatLasts() {
        Reader reader = slow();
        CompletableFuture<Void> ready = appender.whenReady(QUARTER.length).toCompletableFuture();
        Await.until("the listener is told", () -> !told.isEmpty());
        Frames.all(reader);
        Background.outcome(ready);
        Await.until("the listener is told", () -> told.size() == 2);
        assertEquals(List.of("closed by slow at 64", "opened"), told);
    }

    /** Sends take turns, and each waits for the room of its own frame: the gate is closed once, for a time that is counted once. */
    @Test
    void severalWaitsAtOnceAreOneClosedGate() {
        Reader reader = slow();
        long begin = System.nanoTime();
        List<CompletableFuture<Void>> waits = new ArrayList<>();
        for (int less : new int[] {0, 8, 16}) {
            waits.add(appender.whenReady(QUARTER.length - less).toCompletableFuture());
        }
        Await.until("the listener is told", () -> !told.isEmpty());
        // Long enough for each of them to be told by itself.
        Await.instant(300_000_000L);
        Frames.all(reader);
        waits.forEach(Background::outcome);
        Await.until("the gate is open", () -> told.contains("opened"));
        long elapsed = System.nanoTime() - begin;
        assertEquals(List.of("closed by slow at 64", "opened"), told);
        Statistics statistics = journal.status().statistics();
        assertEquals(1, statistics.gatesClosed());
        assertTrue(statistics.gateClosedNanos() <= elapsed, statistics + " in " + elapsed + " ns");
    }

    @Test
    void theListenerHearsOfAnAppendThatWaits() {
        appender.close();
        appender = journals.closing(journal.appender());
        Reader reader = slow();
        CompletableFuture<Long> appended = Background.start(() -> appender.append(QUARTER));
        Await.until("the listener is told", () -> !told.isEmpty());
        Frames.all(reader);
        Background.outcome(appended);
        Await.until("the listener is told", () -> told.size() == 2);
        assertEquals(List.of("closed by slow at 64", "opened"), told);
    }

    /** Its slot is there, its lock is not: it died. */
    @Test
    void aDeadReaderWithoutANameHoldsNobodyUp() throws IOException {
        unnamed();
        fill();
        assertEquals(65536 + 64, appender.append(QUARTER));
        assertEquals(ConsumerDescriptor.STATE_FREE, RawFile.getInt(journals.control(), state()));
    }

    @Test
    void aLivingReaderWithoutANameDoes() throws IOException {
        unnamed();
        try (LockFile lock = LockFile.open(journals.file(LockDescriptor.FILE_NAME))) {
            assertTrue(lock.tryLock(LockDescriptor.consumer(0)));
            fill();
            assertFalse(appender.isReady(QUARTER.length));
            GateClosedException e = assertThrows(GateClosedException.class, () -> appender.append(QUARTER));
            assertTrue(e.consumer().contains("process"), e.consumer());
            CompletableFuture<Void> ready = appender.whenReady(QUARTER.length).toCompletableFuture();
            lock.unlock(LockDescriptor.consumer(0));
            Background.outcome(ready);
        }
        appender.append(QUARTER);
    }

    private void unnamed() throws IOException {
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.consumer(0).storeCursor(64);
            RawFile.putInt(journals.control(), state(), ConsumerDescriptor.STATE_UNNAMED);
            control.raiseConsumerChanges();
        }
    }

    private static int state() {
        return ControlDescriptor.consumerSlotOffset(JournalOptions.DEFAULT_WRITER_SLOTS, 0)
                + ConsumerDescriptor.STATE_OFFSET;
    }

    private long waitingFor() {
        return RawFile.getLong(
                journals.control(),
                ControlDescriptor.writerSlotOffset(WriterDescriptor.EXCLUSIVE_SLOT)
                        + WriterDescriptor.WAITING_FOR_OFFSET);
    }

    /** A wait that fails is over too: who looks would else see a writer that waits for ever. */
    @Test
    void aWaitThatFailsTakesItsNoteBack() {
        slow();
        CompletableFuture<Void> ready =
                appender.whenReady(TestJournals.MAX_PAYLOAD).toCompletableFuture();
        Await.until("the listener is told", () -> told.size() == 1);
        Journal.delete(journals.path(), true);
        Await.until("it fails", ready::isCompletedExceptionally);
        Await.until("the listener is told of the end", () -> told.size() == 2);
        assertEquals("opened", told.get(1));
    }
}
