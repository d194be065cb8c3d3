package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever the bytes are, nobody crashes, goes round for ever or reads out of bounds: frames, or an error of this
 * library.
 */
class RandomDamageTest {
    private static final int ROUNDS = 2_000;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private Journal journal;
    private byte[] page;
    private byte[] control;

    @BeforeEach
    void fill() {
        journal = journals.create(TestJournals.small().writerSlots(1).consumerSlots(2));
        try (Appender appender = journal.appender();
                Reader reader = journal.reader(ReaderOptions.defaults().consumer("risk"))) {
            for (int i = 0; appender.position() < 65536; i++) {
                appender.append(Frames.pattern(random.nextInt(4000), i), 0, 0, i, i);
                appender.append(Frames.pattern(random.nextInt(4000), i));
            }
            Frames.all(reader);
        }
        page = RawFile.bytes(journals.page(0));
        control = RawFile.bytes(journals.control());
    }

    @Test
    void wordsOfAPage() {
        int errors = 0;
        for (int round = 0; round < ROUNDS; round++) {
            RawFile.put(journals.page(0), 64, Arrays.copyOfRange(page, 64, page.length));
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                RawFile.putLong(journals.page(0), aWordOfThePage(), garbage());
            }
            errors += lookAtEverything(round) ? 0 : 1;
        }
        assertTrue(errors > ROUNDS / 20, "seed " + seed + ": only " + errors + " of the changes were met");
    }

    @Test
    void linesOfTheControlFile() {
        for (int round = 0; round < ROUNDS / 4; round++) {
            RawFile.put(journals.control(), 64, Arrays.copyOfRange(control, 64, control.length));
            RawFile.putLong(
                    journals.control(),
                    random.nextInt(3) == 0 ? 128 : 64 + 8L * random.nextInt((control.length - 64) / 8),
                    garbage());
            lookAtEverything(round);
        }
    }

    /** A word where a frame begins, more often than not. */
    private long aWordOfThePage() {
        if (random.nextInt(4) == 0) {
            return 64 + 8L * random.nextInt((65536 - 64) / 8);
        }
        int at = 64;
        for (int steps = random.nextInt(30); steps > 0; steps--) {
            long word = RawFile.getLong(journals.page(0), at);
            int extent = (int) (word & 0xFFFF) + 23 & -8;
            if (word >>> 60 != 2 || at + extent >= 65528) {
                break;
            }
            at += extent;
        }
        return at;
    }

    private long garbage() {
        long word = random.nextLong();
        return switch (random.nextInt(6)) {
            case 0 -> word;
            case 1 -> word & 0xFFFF;
            case 2 -> word & 0x7000_0000_0000_FFFFL;
            case 3 -> (word & 0x7000_0000_0000_0000L) | word & 0x7F8;
            case 4 -> 0x4000_0000_0000_0000L | word & 3;
            default -> 1L << random.nextInt(64);
        };
    }

    /** True if nothing was found wrong by a reader from the beginning. */
    private boolean lookAtEverything(int round) {
        String where = "seed " + seed + " round " + round;
        tried(where, () -> journal.status());
        tried(where, () -> journal.verify());
        tried(where, () -> read(ReaderOptions.defaults().start(Start.latest())));
        tried(where, () -> read(ReaderOptions.defaults().start(Start.timestamp(random.nextInt(30)))));
        tried(where, () -> read(ReaderOptions.defaults().start(Start.position(random.nextInt(140_000)))));
        tried(
                where,
                () -> read(ReaderOptions.defaults()
                        .consumer("risk")
                        .until(Until.tail())
                        .takeoverTimeout(Duration.ZERO)));
        return tried(where, () -> read(ReaderOptions.defaults()));
    }

    private void read(ReaderOptions options) {
        try (Reader reader = journal.reader(options)) {
            int frames = 0;
            int delivered;
            do {
                delivered = reader.poll(Frame.decoder(), frame -> true, 100);
                frames += delivered;
            } while (delivered > 0 && frames < 20_000);
            assertTrue(frames < 20_000, "goes round for ever");
        }
    }

    private static boolean tried(String where, Runnable look) {
        try {
            look.run();
            return true;
        } catch (ConsumerActiveException e) {
            throw new AssertionError(where + ": an opening that failed kept the name", e);
        } catch (JournalException e) {
            assertTrue(e.getMessage().startsWith("/"), e.getMessage());
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(where + ": an error that is not this library's: " + e, e);
        }
    }
}
