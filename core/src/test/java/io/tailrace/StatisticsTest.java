package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.JournalStatus.ConsumerState;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.JournalStatus.Statistics;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.WriterDescriptor;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happened since the journal was made, as somebody sees who has only read permission. */
class StatisticsTest {
    private static final int FRAMES_WORD = ControlDescriptor.HEADER_LENGTH + WriterDescriptor.FRAMES_OFFSET;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private JournalStatus look() {
        try (Journal journal =
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true))) {
            return journal.status();
        }
    }

    @Test
    void framesAreExactWhateverIsAppended() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Journal journal = journals.create();
        Appender appender = journal.appender();
        long expected = 0;
        for (int i = 0; i < 2_000; i++) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    try (Batch batch = appender.batch(4_000)) {
                        while (random.nextInt(20) > 0 && batch.add(new byte[random.nextInt(90)], 0, 0, 0, 0)) {
                            expected++;
                        }
                        expected += batch.add(new byte[0], 0, 0, 0, 0) ? 1 : 0;
                        batch.publish();
                    }
                }
                case 1 -> {
                    Claim claim = appender.claim(random.nextInt(2_000));
                    if (random.nextBoolean()) {
                        claim.commit();
                        expected++;
                    } else {
                        claim.abort();
                    }
                }
                case 2 -> {
                    Batch batch = appender.batch(1_000);
                    batch.add(new byte[10], 0, 10, 0, 0);
                    batch.abort();
                }
                case 3 -> {
                    if (random.nextInt(20) == 0) {
                        appender.close();
                        appender = journal.appender();
                    }
                }
                default -> {
                    appender.append(new byte[random.nextInt(3_000)]);
                    expected++;
                }
            }
            assertEquals(expected, look().frames(), "seed " + seed);
        }
        appender.close();
        JournalStatus status = look();
        assertEquals(journal.verify().frames(), status.frames(), "seed " + seed);
        assertEquals(status.currentPageIndex(), status.statistics().switches(), "seed " + seed);
        assertTrue(status.statistics().switchNanos() >= status.statistics().longestSwitchNanos());
        assertTrue(status.statistics().longestSwitchNanos() > 0);
    }

    @Test
    void whoTakesTheRoleCountsWhatTheDeadOneHadNotStored() {
        try (Journal journal = journals.create();
                Appender appender = journal.appender()) {
            for (int i = 0; i < 5_000; i++) {
                appender.append(new byte[100]);
            }
        }
        journals.awaitReleased();
        // As if killed: the hint and its count are old, and the owner is still said to be there.
        RawFile.putLong(journals.control(), ControlDescriptor.WRITE_POS_OFFSET, 64);
        RawFile.putLong(journals.control(), FRAMES_WORD, 0);
        try (Journal journal = journals.open();
                Appender appender = journal.appender()) {
            assertEquals(5_000, look().frames());
            appender.append(new byte[1]);
            assertEquals(5_001, look().frames());
        }
        assertEquals(5_001, RawFile.getLong(journals.control(), FRAMES_WORD));
    }

    @Test
    void aRoleThatIsTakenFromTheDeadIsCounted() {
        journals.createWith("a");
        assertEquals(1, look().epoch());
        assertEquals(0, look().statistics().takeovers());
        // No process has this pid: evidently dead.
        RawFile.putLong(journals.control(), ControlDescriptor.OWNER_PID_OFFSET, Integer.MAX_VALUE);
        try (Journal journal = journals.open();
                Appender appender = journal.appender()) {
            appender.append(new byte[1]);
            assertEquals(2, look().epoch());
            assertEquals(1, look().statistics().takeovers());
        }
        try (Journal journal = journals.open();
                Appender appender = journal.appender()) {
            assertTrue(appender.position() > 0);
            assertEquals(3, look().epoch());
            assertEquals(1, look().statistics().takeovers(), "one that closed");
        }
    }

    @Test
    void aGateThatStaysClosedIsCountedWithItsTime() {
        Journal journal = journals.create(TestJournals.small().capacity(TestJournals.PAGE_SIZE));
        try (Reader reader = journal.reader(ReaderOptions.defaults().consumer("slow"));
                Appender appender = journal.appender(AppenderOptions.defaults().gateTimeout(Duration.ofMillis(300)))) {
            assertThrows(GateClosedException.class, () -> {
                while (reader.position() >= 0) {
                    appender.append(new byte[8_000]);
                }
            });
        }
        Statistics statistics = look().statistics();
        assertEquals(1, statistics.gatesClosed());
        assertTrue(statistics.gateClosedNanos() >= 300_000_000L, statistics::toString);
    }

    @Test
    void aConsumerThatLosesFramesIsCounted() {
        Journal journal = journals.create(
                TestJournals.small().capacity(TestJournals.PAGE_SIZE).retention(Retention.consumers()));
        journal.reader(ReaderOptions.defaults().consumer("lazy").policy(ConsumerPolicy.EVICT))
                .close();
        try (Appender appender = journal.appender()) {
            while (look().currentPageIndex() < 5) {
                appender.append(new byte[8_000]);
            }
            Await.until("evicted", () -> look().statistics().evictions() > 0);
        }
        assertEquals(0, look().statistics().gatesClosed());
    }

    @Test
    void aConsumersLagInTimeIsTheAgeOfItsNextFrame() {
        Journal journal = journals.create();
        try (Appender appender = journal.appender();
                Reader reader = journal.reader(ReaderOptions.defaults().consumer("c"))) {
            assertEquals(0, only().nextTimestamp(), "nothing there");
            appender.append(new byte[8], 0, 8, 0, 111);
            appender.claim(100).abort();
            appender.append(new byte[8], 0, 8, 0, 0);
            appender.append(new byte[8], 0, 8, 0, 333);
            assertEquals(111, only().nextTimestamp());
            poll(reader);
            assertEquals(0, only().nextTimestamp(), "behind the pad, a frame without one");
            poll(reader);
            assertEquals(333, only().nextTimestamp());
            poll(reader);
            assertEquals(0, only().nextTimestamp(), "at the tail");
            for (int i = 0; i < 3; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD]);
            }
            assertEquals(3, Frames.all(reader).size());
            appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, TestJournals.MAX_PAYLOAD, 0, 444);
            assertEquals(ConsumerState.AT_PAGE_END, only().state());
            assertEquals(444, only().nextTimestamp(), "the first frame of the next page");
        }
    }

    @Test
    void aCursorThatIsNonsenseShowsNoTime() {
        Journal journal = journals.create();
        try (Appender appender = journal.appender()) {
            journal.reader(ReaderOptions.defaults().consumer("c")).close();
            for (int i = 0; i < 20; i++) {
                appender.append(new byte[8_000], 0, 8_000, 0, 1);
            }
        }
        int slot = ControlDescriptor.consumerSlotOffset(JournalOptions.DEFAULT_WRITER_SLOTS, 0);
        for (long cursor : new long[] {-1, Long.MIN_VALUE, 0, 3, 65, 72, 65535, 65528, 1L << 60, Long.MAX_VALUE}) {
            RawFile.putLong(journals.control(), slot, cursor);
            assertEquals(0, only().nextTimestamp(), "cursor " + cursor);
        }
    }

    private static void poll(Reader reader) {
        assertEquals(1, reader.poll((buffer, offset, length, header) -> {}, 1));
    }

    private ConsumerStatus only() {
        return look().consumers().get(0);
    }
}
