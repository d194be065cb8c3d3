package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.JournalStatus.ConsumerState;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.JournalStatus.Waiting;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.role.LockTable;
import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.WriterDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A journal as seen from outside: exact at any moment, and without disturbing anybody. */
class StatusTest {
    private static final int WRITER_SLOTS = 1;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender appender;

    @BeforeEach
    void open() {
        journal = journals.create(TestJournals.small().writerSlots(WRITER_SLOTS).consumerSlots(4));
        appender = journals.closing(journal.appender());
    }

    @Test
    void ofANewJournal() {
        JournalStatus status = journal.status();
        assertEquals(journal.uuid(), status.uuid());
        assertEquals(65536, status.pageSize());
        assertEquals("exclusive", status.mode());
        assertEquals(0, status.currentPageIndex());
        assertEquals(1, status.totalPages());
        assertEquals(64, status.writePos());
        assertEquals(64, status.tail());
        assertEquals(64, status.floor());
        assertEquals(0, status.capacity());
        assertEquals(List.of(), status.waitingFor());
        assertEquals(0, status.consumers().size());
        assertEquals(ProcessHandle.current().pid(), status.writers().get(0).pid());
        assertTrue(status.writers().get(0).alive());
    }

    @Test
    void tailIsExactWhateverHappens() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 600; i++) {
            long expected = appender.position();
            switch (random.nextInt(6)) {
                case 0 -> appender.append(new byte[random.nextInt(TestJournals.MAX_PAYLOAD + 1)]);
                case 1 -> appender.append(new byte[random.nextInt(100)]);
                case 2 -> appender.claim(random.nextInt(2000)).abort();
                case 3 -> {
                    Claim claim = appender.claim(1000);
                    long meanwhile = journal.status().tail();
                    assertTrue(meanwhile == expected || meanwhile == appender.position(), "seed " + seed);
                    claim.commit(random.nextInt(1001), 0, 0);
                }
                case 4 -> {
                    try (Batch batch = appender.batch(3000)) {
                        batch.add(new byte[random.nextInt(900)], 0, 0, 0, 0);
                        batch.add(new byte[random.nextInt(900)], 0, 0, 0, 0);
                        if (random.nextBoolean()) {
                            batch.publish();
                        }
                    }
                }
                default -> {
                    appender.close();
                    appender = journals.closing(journal.appender());
                }
            }
            assertEquals(appender.position(), journal.status().tail(), "seed " + seed + " step " + i);
            assertEquals(appender.position() >>> 16, journal.status().currentPageIndex());
        }
    }

    @Test
    void statesOfAConsumer() {
        ReaderOptions risk = ReaderOptions.defaults().consumer("risk");
        Reader reader = journal.reader(risk);
        requireState(ConsumerState.AT_TAIL, 0, true);
        appender.append(new byte[100]);
        requireState(ConsumerState.READING, 120, true);
        reader.markActive(77, true);
        requireState(ConsumerState.WAITING_FOR_DEMAND, 120, true);
        assertEquals(77, consumer().lastActive());
        reader.markActive(78, false);
        requireState(ConsumerState.READING, 120, true);
        Frames.all(reader);
        requireState(ConsumerState.AT_TAIL, 0, true);
        reader.close();
        requireState(ConsumerState.DEAD, 0, false);
        assertEquals(0, consumer().pid());
        appender.append(new byte[100]);
        requireState(ConsumerState.DEAD, 120, false);
        Reader again = journals.closing(journal.reader(risk));
        requireState(ConsumerState.READING, 120, true);
        assertEquals(ProcessHandle.current().pid(), consumer().pid());
        assertEquals(1, Frames.all(again).size());
    }

    @Test
    void atAPagesEnd() {
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        for (int i = 0; i < 3; i++) {
            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
        }
        assertEquals(3, Frames.all(reader).size());
        requireState(ConsumerState.AT_TAIL, 0, true);
        appender.append(new byte[TestJournals.MAX_PAYLOAD]);
        long lag = 65536 + 64 + 16384 - (64 + 3 * 16384);
        requireState(ConsumerState.AT_PAGE_END, lag, true);
        Frames.all(reader);
        requireState(ConsumerState.AT_TAIL, 0, true);
    }

    @Test
    void neighbouringConsumersAreAllAlive() {
        for (int i = 0; i < 4; i++) {
            journals.closing(journal.reader(ReaderOptions.defaults().consumer("c" + i)));
        }
        for (ConsumerStatus consumer : journal.status().consumers()) {
            assertTrue(consumer.alive(), consumer.toString());
        }
    }

    @Test
    void lookingDisturbsNoOwner() throws InterruptedException {
        Reader owner = journals.closing(journal.reader(ReaderOptions.defaults().consumer("owner")));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicBoolean done = new AtomicBoolean();
        ReaderOptions impatient = ReaderOptions.defaults().consumer("visitor").takeoverTimeout(Duration.ZERO);
        AppenderOptions atOnce = AppenderOptions.defaults().takeoverTimeout(Duration.ZERO);
        appender.close();
        Thread visitor = new Thread(() -> {
            while (!done.get()) {
                journal.reader(impatient).close();
                journal.appender(atOnce).close();
            }
        });
        visitor.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        visitor.start();
        for (int i = 0; i < 1000 && failure.get() == null; i++) {
            JournalStatus status = journal.status();
            assertTrue(status.consumers().get(0).alive());
        }
        done.set(true);
        visitor.join();
        assertEquals(null, failure.get());
        assertTrue(LockTable.read(journals.path()).isHeld(4096), "the kernel still knows the owner's lock");
        assertFalse(LockTable.read(journals.path()).isHeld(0));
        owner.close();
        assertFalse(LockTable.read(journals.path()).isHeld(4096));
    }

    @Test
    void consumersSaySinceWhenTheyAreIdle() {
        long before = System.currentTimeMillis();
        ReaderOptions risk = ReaderOptions.defaults().consumer("risk");
        Reader reader = journal.reader(risk);
        requireActiveSince(before, "registered");
        reader.markActive(1_000_000L * (before - 60_000), false);
        assertTrue(consumer().idleMillis() >= 60_000, consumer().toString());
        reader.close();
        requireActiveSince(before, "left");
        makeIdle(before - 3_600_000);
        assertTrue(consumer().idleMillis() >= 3_600_000, consumer().toString());
        reader = journals.closing(journal.reader(risk));
        requireActiveSince(before, "taken");
        makeIdle(before + 3_600_000);
        assertEquals(0, consumer().idleMillis(), "by a clock that is ahead");
        RawFile.putLong(journals.control(), lastActive(), 0);
        assertEquals(-1, consumer().idleMillis(), "never");
    }

    private void requireActiveSince(long millis, String what) {
        assertTrue(consumer().lastActive() >= millis * 1_000_000L, what + " " + consumer());
        assertTrue(consumer().idleMillis() >= 0 && consumer().idleMillis() < 60_000, what + " " + consumer());
    }

    private void makeIdle(long millis) {
        RawFile.putLong(journals.control(), lastActive(), millis * 1_000_000L);
    }

    private static long lastActive() {
        return ControlDescriptor.consumerSlotOffset(WRITER_SLOTS, 0) + ConsumerDescriptor.LAST_ACTIVE_OFFSET;
    }

    @Test
    void pausedConsumersSayWhy() {
        ReaderOptions risk = ReaderOptions.defaults().consumer("risk").delivery(DeliveryMode.MANUAL);
        Reader reader = journal.reader(risk);
        assertEquals(null, consumer().paused());
        reader.markPaused(PausedReason.ACKNOWLEDGE, 4711);
        assertEquals("waiting for acknowledge of position 4711", consumer().paused());
        reader.markPaused(PausedReason.DRAINING, 4712);
        assertEquals(
                "draining, waiting for acknowledge of position 4712", consumer().paused());
        reader.markPaused(null, 0);
        assertEquals(null, consumer().paused());
        reader.markPaused(PausedReason.DRAINING, 64);
        reader.close();
        int slot = ControlDescriptor.consumerSlotOffset(WRITER_SLOTS, 0);
        assertEquals(0, RawFile.getLong(journals.control(), slot + ConsumerDescriptor.PAUSED_REASON_OFFSET));
        // As a killed one leaves it.
        RawFile.putLong(
                journals.control(),
                slot + ConsumerDescriptor.PAUSED_REASON_OFFSET,
                ConsumerDescriptor.PAUSED_ACKNOWLEDGE);
        assertEquals(null, consumer().paused(), "nobody is there to wait");
        journals.closing(journal.reader(risk));
        assertEquals(null, consumer().paused(), "another reader does not wait");
    }

    @Test
    void readersThatLostTheirConsumerSayNothingOfIt() throws IOException {
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.consumer(0).raiseOwner();
        }
        reader.markActive(77, true);
        reader.markPaused(PausedReason.DRAINING, 64);
        assertTrue(consumer().lastActive() != 77);
        assertEquals(null, consumer().paused());
    }

    @Test
    void listenerIsToldOfPauses() {
        List<String> told = new CopyOnWriteArrayList<>();
        JournalListener listener = new JournalListener() {
            @Override
            public void onPaused(Path path, String consumer, PausedReason reason, long position) {
                told.add(consumer + ' ' + reason.describe(position));
            }

            @Override
            public void onResumed(Path path, String consumer) {
                told.add(consumer + " goes on");
            }
        };
        Journal listened = journals.closing(
                Journal.open(journals.path(), JournalOptions.defaults().listener(listener)));
        Reader unnamed = listened.reader(ReaderOptions.defaults().policy(ConsumerPolicy.GATE));
        unnamed.markPaused(PausedReason.DRAINING, 64);
        unnamed.markPaused(null, 0);
        unnamed.markPaused(PausedReason.DRAINING, 64);
        unnamed.close();
        Reader reader =
                journals.closing(listened.reader(ReaderOptions.defaults().consumer("risk")));
        reader.markPaused(null, 0);
        reader.markPaused(PausedReason.ACKNOWLEDGE, 64);
        reader.markPaused(PausedReason.ACKNOWLEDGE, 64);
        reader.markPaused(PausedReason.ACKNOWLEDGE, 72);
        reader.markPaused(null, 0);
        reader.markPaused(null, 1);
        reader.markPaused(PausedReason.DRAINING, 80);
        reader.close();
        reader.close();
        reader.markPaused(PausedReason.DRAINING, 88);
        List<String> expected = List.of(
                "risk waiting for acknowledge of position 64",
                "risk waiting for acknowledge of position 72",
                "risk goes on",
                "risk draining, waiting for acknowledge of position 80",
                "risk goes on");
        Await.until("all is told", () -> told.size() >= expected.size());
        assertEquals(expected, told);
    }

    @Test
    void waitingWritersSayForWhom() {
        ReaderOptions options = ReaderOptions.defaults();
        appender.append(new byte[8]);
        Reader first = journal.reader(options.consumer("first"));
        journals.closing(journal.reader(options.consumer("second").policy(ConsumerPolicy.EVICT)));
        journals.closing(journal.reader(options.consumer("third").policy(ConsumerPolicy.FREE)));
        journals.closing(journal.reader(options.policy(ConsumerPolicy.GATE)));
        RawFile.putLong(journals.control(), ControlDescriptor.CAPACITY_OFFSET, TestJournals.PAGE_SIZE);
        assertEquals(TestJournals.PAGE_SIZE, journal.status().capacity());
        requireWaitsFor(0);
        requireWaitsFor(64 + TestJournals.PAGE_SIZE);
        requireWaitsFor(64 + TestJournals.PAGE_SIZE + 8, "first", "");
        journal.setPolicy("third", ConsumerPolicy.GATE);
        requireWaitsFor(64 + TestJournals.PAGE_SIZE + 8, "first", "third", "");
        assertEquals(1, Frames.all(first).size());
        requireWaitsFor(64 + TestJournals.PAGE_SIZE + 8, "third", "");
        first.close();
        requireWaitsFor(appender.position() + TestJournals.PAGE_SIZE + 8, "first", "third", "");
        RawFile.putLong(journals.control(), ControlDescriptor.CAPACITY_OFFSET, 0);
        requireWaitsFor(1L << 40);
        RawFile.putLong(journals.control(), ControlDescriptor.CAPACITY_OFFSET, TestJournals.PAGE_SIZE);
        requireWaitsFor(1L << 40, "first", "third", "");
        appender.close();
        requireWaitsFor(1L << 40);
    }

    private void requireWaitsFor(long end, String... names) {
        int slot = ControlDescriptor.writerSlotOffset(WriterDescriptor.EXCLUSIVE_SLOT);
        RawFile.putLong(journals.control(), slot + WriterDescriptor.WAITING_FOR_OFFSET, end);
        assertEquals(List.of(names), journal.status().waitingFor());
    }

    @Test
    void saysHowSleepersAreWoken() {
        requireBells(0, 0, null, null);
        int everything = -1;
        requireBells(
                5 * ControlDescriptor.BELL_RING | ControlDescriptor.BELL_FUTEX | ControlDescriptor.BELL_NO_DOORBELL,
                everything,
                new Waiting(WakeUp.FUTEX, 5, false, true),
                new Waiting(WakeUp.DOORBELL, (1L << 28) - 1, true, true));
        requireBells(
                ControlDescriptor.BELL_NO_FUTEX,
                ControlDescriptor.BELL_DOORBELL,
                new Waiting(null, 0, true, false),
                new Waiting(WakeUp.DOORBELL, 0, false, false));
    }

    private void requireBells(int frames, int room, @Nullable Waiting frameSleepers, @Nullable Waiting roomSleepers) {
        RawFile.putInt(journals.control(), ControlDescriptor.FRAMES_BELL_OFFSET, frames);
        RawFile.putInt(journals.control(), ControlDescriptor.ROOM_BELL_OFFSET, room);
        Waiting nobody = new Waiting(null, 0, false, false);
        JournalStatus status = journal.status();
        assertEquals(frameSleepers == null ? nobody : frameSleepers, status.framesAwaited());
        assertEquals(roomSleepers == null ? nobody : roomSleepers, status.roomAwaited());
    }

    @Test
    void seesThoseWhoSleep() throws InterruptedException {
        Reader reader = journals.closing(journal.reader());
        Journal looker = journals.closing(
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true)));
        AtomicBoolean done = new AtomicBoolean();
        WakeableIdleStrategy idle = WakeableIdleStrategy.of(reader);
        Thread sleeper = new Thread(() -> {
            while (!done.get()) {
                idle.idle(Frames.all(reader).size());
            }
            idle.close();
        });
        sleeper.start();
        try {
            Await.until("somebody sleeps", () -> looker.status().framesAwaited().asleep() != null);
            assertEquals(
                    WakeableIdleStrategy.best(), looker.status().framesAwaited().asleep());
            assertEquals(0, looker.status().framesAwaited().rings(), "looking rings nobody");
            appender.append(new byte[8]);
            Await.until("it was woken", () -> looker.status().framesAwaited().rings() > 0);
            assertEquals(0, looker.status().roomAwaited().rings());
        } finally {
            done.set(true);
            sleeper.join();
        }
    }

    private void requireState(ConsumerState state, long lag, boolean alive) {
        ConsumerStatus consumer = consumer();
        assertEquals("risk", consumer.name());
        assertEquals(state, consumer.state());
        assertEquals(lag, consumer.lagBytes());
        assertEquals(alive, consumer.alive());
    }

    private ConsumerStatus consumer() {
        return journal.status().consumers().get(0);
    }
}
