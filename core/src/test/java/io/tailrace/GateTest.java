package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.internal.control.ControlFile;
import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.WriterDescriptor;
import io.tailrace.regression.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The writer never runs more than the capacity ahead of a gating consumer: to the byte, across pages, whoever comes, goes or changes it. */
class GateTest {
    private static final int PAGE = TestJournals.PAGE_SIZE;
    private static final byte[] QUARTER = new byte[TestJournals.MAX_PAYLOAD];

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    /** The limit lies 1,000 bytes behind the first frame of page 1, as far as the capacity is a multiple of 8 there. */
    @ParameterizedTest
    @CsvSource({"1000, 984, true", "1000, 985, false", "1007, 984, true", "1007, 985, false", "999, 984, false"})
    void exactToTheByte(int beyondAPage, int payload, boolean appended) {
        Journal journal = journals.create(TestJournals.small().capacity(PAGE + beyondAPage));
        Reader reader = journals.closing(reader(journal, "slow"));
        Appender appender = journals.closing(impatient(journal));
        for (int i = 0; i < 3; i++) {
            appender.append(QUARTER);
        }
        appender.append(new byte[PAGE - 8 - 49216 - 16]);
        assertEquals(PAGE - 8, appender.position(), "page 0 is full");
        if (appended) {
            assertEquals(PAGE + 64, appender.append(new byte[payload]));
            assertEquals(64 + PAGE + 1000, appender.position());
            assertThrows(GateClosedException.class, () -> appender.append(new byte[0]), "not a byte more");
        } else {
            GateClosedException e = assertThrows(GateClosedException.class, () -> appender.append(new byte[payload]));
            assertEquals(PAGE + 64, e.position());
            assertEquals("slow", e.consumer());
            assertEquals(64, e.cursor());
            assertTrue(e.getMessage().contains(Integer.toString(PAGE + beyondAPage)), e.getMessage());
            assertEquals(PAGE + 64, appender.position(), "END is exempt");
            assertEquals(4, Frames.of(journal).size(), "nothing was appended");
        }
        reader.poll((buffer, offset, length, header) -> {}, 1);
        assertEquals(appender.position(), appender.append(new byte[payload]), "the same call again");
    }

    @Test
    void aHundredPagesOfTheLargestFramesWithACapacityOfAPage() {
        run(new Random(0), 100, random -> QUARTER.length);
    }

    @Test
    void pagesOfAnyFramesWithACapacityOfAPage() {
        long seed = System.nanoTime();
        try {
            run(new Random(seed), 100, random -> random.nextInt(1 + random.nextInt(QUARTER.length)));
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    /** Against a plain calculation of where the next frame ends. */
    private void run(Random random, int pages, java.util.function.ToIntFunction<Random> lengths) {
        Journal journal = journals.create(TestJournals.small().capacity(PAGE));
        Reader reader = journals.closing(reader(journal, "slow"));
        ConsumerWatch cursor = journals.closing(journal.watchConsumer("slow"));
        Appender appender = journals.closing(impatient(journal));
        int waits = 0;
        while (appender.position() < (long) pages * PAGE) {
            byte[] payload = new byte[lengths.applyAsInt(random)];
            long extent = payload.length + 16 + 7 & -8;
            long begin = appender.position();
            if (begin % PAGE + extent > PAGE - 8) {
                begin = (begin / PAGE + 1) * PAGE + 64;
            }
            boolean room = begin + extent - cursor.position() <= PAGE;
            if (room) {
                boolean here = begin / PAGE == appender.position() / PAGE;
                // Where others may fill this page first, the next one is waited for.
                assertTrue(!here || appender.isReady(payload.length) || journal.mode() == JournalMode.SHARED);
                assertEquals(begin, appender.append(payload));
            } else {
                waits++;
                assertFalse(appender.isReady(payload.length));
                assertThrows(GateClosedException.class, () -> appender.append(payload));
                assertEquals(begin, appender.position());
                assertEquals(1, reader.poll((buffer, offset, length, header) -> {}, 1), "there is something to read");
            }
        }
        assertTrue(waits > pages, "waits: " + waits);
        assertEquals(null, journal.verify().fault());
    }

    @Test
    void theOneThatIsFurthestBehindDecidesAndIsNamed() {
        Journal journal = journals.create(TestJournals.small().capacity(PAGE));
        Reader first = journals.closing(reader(journal, "first"));
        Reader second = journals.closing(reader(journal, "second"));
        Appender appender = journals.closing(impatient(journal));
        fill(appender);
        first.poll((buffer, offset, length, header) -> {}, 2);
        GateClosedException e = assertThrows(GateClosedException.class, () -> appender.append(QUARTER));
        assertEquals("second", e.consumer());
        assertEquals(64, e.cursor());
        second.poll((buffer, offset, length, header) -> {}, 1);
        appender.append(QUARTER);
        e = assertThrows(GateClosedException.class, () -> appender.append(QUARTER));
        assertEquals("second", e.consumer());
        assertEquals(64 + 16384, e.cursor());
    }

    @Test
    void whoLeftStillGates() {
        Journal journal = journals.create(TestJournals.small().capacity(PAGE));
        reader(journal, "gone").close();
        Appender appender = journals.closing(impatient(journal));
        fill(appender);
        assertThrows(GateClosedException.class, () -> appender.append(QUARTER));
        long tail = appender.position();
        assertEquals(PAGE + 64, tail, "END is exempt");
        for (int i = 0; i < 3; i++) {
            assertThrows(GateClosedException.class, () -> appender.append(QUARTER));
        }
        assertEquals(tail, journal.status().tail());
    }

    @Test
    void nobodyGatesWithoutACapacityOrAPolicy() throws IOException {
        Journal journal = journals.create();
        reader(journal, "c").close();
        Appender appender = journals.closing(impatient(journal));
        for (int i = 0; i < 20; i++) {
            appender.append(QUARTER);
        }
        journal.setCapacity(PAGE);
        assertThrows(GateClosedException.class, () -> appender.append(QUARTER));
        for (int policy : new int[] {ConsumerDescriptor.POLICY_EVICT, ConsumerDescriptor.POLICY_FREE}) {
            policy(policy);
            appender.append(QUARTER);
            policy(ConsumerDescriptor.POLICY_GATE);
            assertThrows(GateClosedException.class, () -> appender.append(QUARTER));
        }
    }

    @Test
    void whatChangesFreesAWriterThatWaits() {
        Journal journal = journals.create(TestJournals.small().capacity(PAGE));
        reader(journal, "gone").close();
        Appender appender = journals.closing(journal.appender());
        fill(appender);
        freedBy(appender, () -> journal.setCapacity(3 * PAGE));
        journal.setCapacity(PAGE);
        freedBy(appender, () -> policy(ConsumerDescriptor.POLICY_EVICT));
        policy(ConsumerDescriptor.POLICY_GATE);
        freedBy(appender, () -> change(control -> control.consumer(0).free()));
        appender.append(QUARTER);
    }

    private static void freedBy(Appender appender, Runnable change) {
        CompletableFuture<Long> appended = Background.start(() -> appender.append(QUARTER));
        Background.awaitWaitingIn(io.tailrace.internal.gate.Gate.class, "pause");
        assertFalse(appended.isDone());
        change.run();
        Background.outcome(appended);
    }

    /** What was granted before is used, and not one frame more: the look before taking room and the one before the word. */
    @Test
    void whoRegistersIsRespectedFromTheNextGrantOn() {
        Journal journal = journals.create(TestJournals.small().capacity(PAGE));
        Appender appender = journals.closing(impatient(journal));
        for (int i = 0; i < 20; i++) {
            appender.append(QUARTER);
        }
        Claim claim = appender.claim(QUARTER.length);
        reader(journal, "late").close();
        claim.commit();
        assertThrows(GateClosedException.class, () -> appender.append(new byte[0]));
        assertThrows(GateClosedException.class, () -> appender.claim(0));
        assertThrows(GateClosedException.class, () -> appender.batch(64));
        change(control -> control.consumer(0).free());
        appender.append(new byte[0]);
        reader(journal, "later").close();
        assertThrows(GateClosedException.class, () -> appender.append(new byte[0]), "looked at before taking room");
    }

    /** As if who registered had been killed before it raised the watch word. */
    @Test
    void whoDidNotRaiseTheWordIsRespectedFromTheNextPageOn() {
        Journal journal = journals.create(TestJournals.small().capacity(PAGE));
        reader(journal, "silent").close();
        change(control -> control.consumer(0).free());
        Appender appender = journals.closing(impatient(journal));
        for (int i = 0; i < 7; i++) {
            appender.append(QUARTER);
        }
        int state = ControlDescriptor.consumerSlotOffset(JournalOptions.DEFAULT_WRITER_SLOTS, 0)
                + ConsumerDescriptor.STATE_OFFSET;
        RawFile.putInt(journals.control(), state, ConsumerDescriptor.STATE_REGISTERED);
        appender.append(QUARTER);
        assertEquals(2 * PAGE + 64 + 2 * 16384, appender.position(), "in page 2");
        appender.append(QUARTER);
        GateClosedException e = assertThrows(GateClosedException.class, () -> appender.append(QUARTER));
        assertEquals(3 * PAGE + 64, e.position());
    }

    @Test
    void aBatchIsGrantedAsAWhole() {
        Journal journal = journals.create(TestJournals.small().capacity(PAGE + 1000));
        reader(journal, "gone").close();
        Appender appender = journals.closing(impatient(journal));
        fill(appender);
        assertThrows(GateClosedException.class, () -> appender.batch(16384), "of page 1");
        assertThrows(GateClosedException.class, () -> appender.batch(1008));
        Batch batch = appender.batch(1000);
        journal.setCapacity(PAGE);
        for (int i = 0; i < 2; i++) {
            assertTrue(batch.add(new byte[480], 0, 480, 0, 0), "what was granted stays granted");
        }
        assertEquals(PAGE + 64, batch.publish());
        assertThrows(GateClosedException.class, () -> appender.append(new byte[0]));
    }

    @Test
    void theTimeoutIsKept() {
        Journal journal = journals.create(TestJournals.small().capacity(PAGE));
        reader(journal, "gone").close();
        Appender appender =
                journals.closing(journal.appender(AppenderOptions.defaults().gateTimeout(Duration.ofMillis(50))));
        fill(appender);
        long begin = System.nanoTime();
        GateClosedException e = assertThrows(GateClosedException.class, () -> appender.append(QUARTER));
        long waited = System.nanoTime() - begin;
        assertTrue(waited >= 50_000_000L && waited < 2_000_000_000L, "waited " + waited + " ns");
        assertTrue(e.isRetryable());
        assertEquals(0, waitingFor(), "the note is taken back");
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() throws InterruptedException {
        Journal journal = journals.create(TestJournals.small().capacity(PAGE));
        reader(journal, "gone").close();
        Appender appender = journals.closing(journal.appender());
        fill(appender);
        boolean[] kept = new boolean[1];
        CompletableFuture<Thread> running = new CompletableFuture<>();
        CompletableFuture<Long> appended = Background.start(() -> {
            running.complete(Thread.currentThread());
            try {
                return appender.append(QUARTER);
            } finally {
                kept[0] = Thread.currentThread().isInterrupted();
            }
        });
        Background.awaitWaitingIn(io.tailrace.internal.gate.Gate.class, "pause");
        running.join().interrupt();
        assertThrows(GateClosedException.class, () -> Background.outcome(appended));
        assertTrue(kept[0]);
        journal.setCapacity(2 * PAGE);
        appender.append(QUARTER);
    }

    @Test
    void whoWaitsNoticesThatItWasFenced() {
        Journal journal = journals.create(TestJournals.small().capacity(PAGE));
        reader(journal, "gone").close();
        Appender appender = journals.closing(journal.appender());
        fill(appender);
        CompletableFuture<Long> appended = Background.start(() -> appender.append(QUARTER));
        Background.awaitWaitingIn(io.tailrace.internal.gate.Gate.class, "pause");
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.raiseEpoch();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThrows(WriterFencedException.class, () -> Background.outcome(appended));
        assertTrue(appender.isReady(QUARTER.length), "nothing to wait for: append tells");
    }

    @Test
    void theWaitIsNotedForWhoLooks() {
        Journal journal = journals.create(TestJournals.small().capacity(PAGE));
        Reader reader = journals.closing(reader(journal, "slow"));
        Appender appender = journals.closing(journal.appender());
        fill(appender);
        long before = System.currentTimeMillis() * 1_000_000L;
        CompletableFuture<Long> appended = Background.start(() -> appender.append(QUARTER));
        Await.until("the note", () -> waitingFor() == PAGE + 64 + 16384);
        long since = RawFile.getLong(journals.control(), slot() + WriterDescriptor.WAITING_SINCE_OFFSET);
        assertTrue(since >= before && since <= System.currentTimeMillis() * 1_000_000L);
        reader.poll((buffer, offset, length, header) -> {}, 1);
        Background.outcome(appended);
        assertEquals(0, waitingFor());
    }

    /** Page 0 is full, so a gate that stands at its begin lets nothing more through if the capacity is a page. */
    private static void fill(Appender appender) {
        for (int i = 0; i < 3; i++) {
            appender.append(QUARTER);
        }
    }

    private static Reader reader(Journal journal, String name) {
        return journal.reader(ReaderOptions.defaults().consumer(name));
    }

    private static Appender impatient(Journal journal) {
        return journal.appender(AppenderOptions.defaults().gateTimeout(Duration.ZERO));
    }

    private long waitingFor() {
        return RawFile.getLong(journals.control(), slot() + WriterDescriptor.WAITING_FOR_OFFSET);
    }

    private static int slot() {
        return ControlDescriptor.writerSlotOffset(WriterDescriptor.EXCLUSIVE_SLOT);
    }

    private void policy(int policy) {
        int slot = ControlDescriptor.consumerSlotOffset(JournalOptions.DEFAULT_WRITER_SLOTS, 0);
        change(control -> RawFile.putInt(journals.control(), slot + ConsumerDescriptor.POLICY_OFFSET, policy));
    }

    /** What another process does: the change, then the watch word. */
    private void change(Consumer<ControlFile> change) {
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            change.accept(control);
            control.raiseConsumerChanges();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
