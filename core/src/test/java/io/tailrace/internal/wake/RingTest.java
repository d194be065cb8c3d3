package io.tailrace.internal.wake;

import static io.tailrace.layout.ControlDescriptor.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Batch;
import io.tailrace.Claim;
import io.tailrace.ConsumerPolicy;
import io.tailrace.Frame;
import io.tailrace.GateClosedException;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.TestJournals;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever does what others may sleep for rings behind it; and who goes to sleep says so before it looks. Each case without any sleep. */
class RingTest {
    private static final int PAYLOAD = 5_000;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    /** Somebody sleeps for that bell, until it is rung. */
    private void sleep(int bell) {
        RawFile.putInt(journals.control(), bell, BELL_DOORBELL);
    }

    private void requireRung(int bell, Runnable something) {
        sleep(bell);
        something.run();
        assertEquals(BELL_RING, RawFile.getInt(journals.control(), bell), "rung once");
    }

    @ParameterizedTest
    @EnumSource(JournalMode.class)
    void frames(JournalMode mode) {
        Journal journal = journals.create(TestJournals.small().mode(mode));
        Appender appender = journals.closing(journal.appender());
        requireRung(FRAMES_BELL_OFFSET, () -> appender.append(new byte[8]));
        requireRung(FRAMES_BELL_OFFSET, () -> {
            try (Claim claim = appender.claim(8)) {
                claim.commit();
            }
        });
        requireRung(FRAMES_BELL_OFFSET, () -> appender.claim(8).abort());
        requireRung(FRAMES_BELL_OFFSET, () -> {
            try (Batch batch = appender.batch(Batch.extent(8) * 2)) {
                batch.add(new byte[8], 0, 8, 0, 0);
                batch.add(new byte[8], 0, 8, 0, 0);
                batch.publish();
            }
        });
    }

    /** A consumer that sleeps before END has to pass it, or a writer that waits at the gate behind it waits for that sleep's bound. */
    @ParameterizedTest
    @EnumSource(JournalMode.class)
    void endThoughNothingMayFollow(JournalMode mode) {
        Journal journal = journals.create(TestJournals.small().mode(mode).capacity(TestJournals.PAGE_SIZE));
        try (Reader reader =
                journal.reader(ReaderOptions.defaults().consumer("c").start(Start.earliest()))) {
            Appender appender =
                    journals.closing(journal.appender(AppenderOptions.defaults().gateTimeout(Duration.ZERO)));
            for (int i = 0; i < TestJournals.PAGE_SIZE / (PAYLOAD + 16); i++) {
                requireRung(FRAMES_BELL_OFFSET, () -> appender.append(new byte[PAYLOAD]));
            }
            requireRung(
                    FRAMES_BELL_OFFSET,
                    () -> assertThrows(GateClosedException.class, () -> appender.append(new byte[PAYLOAD])));
            assertEquals(TestJournals.PAGE_SIZE / (PAYLOAD + 16), reader.poll(Frame.decoder(), frame -> true, 100));
        }
    }

    @Test
    void room() {
        Journal journal = journals.create(TestJournals.small().consumerSlots(4));
        try (Appender appender = journal.appender();
                Reader reader =
                        journal.reader(ReaderOptions.defaults().consumer("c").start(Start.earliest()))) {
            appender.append(new byte[8]);
            requireRung(ROOM_BELL_OFFSET, () -> {
                reader.poll(Frame.decoder(), frame -> true, 1);
                reader.poll(Frame.decoder(), frame -> true, 1);
            });
            requireRung(ROOM_BELL_OFFSET, () -> journal.setPolicy("c", ConsumerPolicy.EVICT));
            requireRung(ROOM_BELL_OFFSET, () -> journal.setCapacity(2 * TestJournals.PAGE_SIZE));
        }
        requireRung(ROOM_BELL_OFFSET, () -> journal.removeConsumer("c"));
    }

    @Test
    void saidBeforeItIsLooked() {
        ByteBuffer control = ByteBuffer.allocateDirect(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        Bell bell = new Bell(control, FRAMES_BELL_OFFSET);
        AtomicInteger looks = new AtomicInteger();
        Waitable thing = new Waitable() {
            @Override
            public Bell bell() {
                return bell;
            }

            @Override
            public State look() {
                looks.incrementAndGet();
                if ((control.getInt(FRAMES_BELL_OFFSET) & Bell.WAITED_FOR) == 0) {
                    throw new AssertionError("nobody would ring for what comes behind this look");
                }
                return State.READY;
            }
        };
        try (Sleeper sleeper = new Sleeper()) {
            sleeper.prepare();
            sleeper.sleep(List.of(thing), 1_000_000);
            sleeper.awake();
        }
        assertEquals(1, looks.get());
    }

    @Test
    void wokenBetweenPreparingAndSleeping() {
        long nanos = 2_000_000_000L;
        try (Sleeper sleeper = new Sleeper()) {
            sleeper.prepare();
            sleeper.wakeUp();
            long begin = System.nanoTime();
            sleeper.sleep(List.of(), nanos);
            sleeper.awake();
            assertTrue(System.nanoTime() - begin < nanos, "slept until its time was over");
        }
    }
}
