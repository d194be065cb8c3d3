package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus.ConsumerState;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Until;
import io.tailrace.Verification;
import io.tailrace.check.Board;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Payloads;
import io.tailrace.it.Delivery.Range;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * One journal, one writer and one named reader in processes of their own, which are killed and started again until the round ends. After
 * each kill: the next writer gets in and what it appends arrives soon, the journal is sound, a reader resumes where it was.
 */
final class KillRound implements AutoCloseable {
    private static final String CONSUMER = "reader";
    private static final int POLL_LIMIT = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Whoever waited for a dead one would do so for ever; less would measure how busy the machine is. */
    private static final long STUCK_NANOS = 10_000_000_000L;

    private static final long AIM_NANOS = 10_000_000;

    /** Up to this size most of a writer's time goes into switches. */
    private static final int SWITCHING_PAGES = 1 << 20;

    /** Those that can be asked for; a switch comes by itself. */
    private static final int OPERATIONS = Operation.SWITCH.ordinal();

    private final Path directory;
    private final Path path;
    private final Journal journal;
    private final SplittableRandom random;
    private final Kills kills;
    private final long budget;
    private final Ledger ledger = new Ledger();
    private final Payloads payloads = new Payloads();
    private final List<Range> delivered = new ArrayList<>();
    private int started;
    private ChildProcess writer;
    private Board writing;
    private ChildProcess reader;
    private Board reading;

    KillRound(Path directory, int pageSize, SplittableRandom random, Kills kills) {
        this.directory = directory;
        this.path = directory.resolve("journal");
        this.journal = Journal.openOrCreate(path, JournalOptions.defaults().pageSize(pageSize));
        this.random = random;
        this.kills = kills;
        this.budget = Math.max(16L << 20, 3L * pageSize);
        startWriter();
        startReader();
    }

    private void startWriter() {
        Path file = directory.resolve("writer-" + ++started);
        writing = Board.open(file);
        writing.set(FeedMain.LIMIT, budget + journal.status().tail());
        writer = ChildProcess.start(FeedMain.class, path, file, random.nextLong(), ledger.next());
    }

    private void startReader() {
        Path file = directory.resolve("reader-" + ++started);
        reading = Board.open(file);
        reader = ChildProcess.start(ReadMain.class, path, file, POLL_LIMIT, CONSUMER, "earliest");
    }

    /** Kills the writer, the reader or both at a random instant at which both are at work, checks, and starts them again. */
    void kill() {
        Await.until(
                "writer writes " + writer.errors(),
                PATIENCE,
                () -> writing.get(FeedMain.ACKNOWLEDGED) > ledger.next() + 2);
        Await.until("reader reads " + reader.errors(), PATIENCE, () -> reading.get(Delivery.FRAMES) > 0);
        int dice = random.nextInt(10);
        boolean killWriter = dice < 7;
        boolean killReader = dice >= 5;
        aim(killWriter, killReader);
        long killed = System.nanoTime();
        if (killWriter) {
            writer.kill();
        }
        if (killReader) {
            reader.kill();
        }
        if (killWriter) {
            writer.end();
        }
        if (killReader) {
            reader.end();
        }
        count(killWriter, killReader);
        if (killWriter) {
            succeedWriter(killed, !killReader);
        } else {
            requireProgress(killed);
        }
        if (killReader) {
            succeedReader();
        }
    }

    /**
     * Waits for a random instant. In large pages the writer does only one operation until then, or short ones would never be hit. Most of
     * the time the instant is moved to the next one at which the victims are seen at work, for few milliseconds.
     */
    private void aim(boolean killWriter, boolean killReader) {
        int target = journal.pageSize() > SWITCHING_PAGES ? random.nextInt(OPERATIONS) : OPERATIONS;
        writing.set(FeedMain.ONLY, (target + 1) % (OPERATIONS + 1));
        writing.set(FeedMain.LIMIT, writing.get(FeedMain.POSITION) + budget);
        Await.instant(random.nextLong(8_000_000));
        if (random.nextInt(4) > 0) {
            long deadline = System.nanoTime() + AIM_NANOS;
            while (System.nanoTime() < deadline && (killWriter && !isWriting(target) || killReader && !isPolling())) {
                Thread.onSpinWait();
            }
        }
    }

    private boolean isWriting(int target) {
        return writing.get(FeedMain.INSIDE) % 2 == 1
                && (target == OPERATIONS || writing.get(FeedMain.OPERATION) == target);
    }

    private boolean isPolling() {
        return reading.get(ReadMain.INSIDE) % 2 == 1 && reading.get(ReadMain.IN_POLL) > 0;
    }

    private void count(boolean killWriter, boolean killReader) {
        boolean append = killWriter && isWriting(OPERATIONS);
        boolean poll = killReader && isPolling();
        if (append && poll) {
            kills.hit(Kills.BOTH);
        } else if (append) {
            kills.hit(Kills.name(Operation.values()[(int) writing.get(FeedMain.OPERATION)]));
        } else if (poll) {
            kills.hit(Kills.POLL);
        } else {
            kills.miss();
        }
    }

    /** The parent is the next writer: one short frame, so that what the killed one left behind the tail would be met by the walk. */
    private void succeedWriter(long killed, boolean readerLives) {
        ledger.close(writing.get(FeedMain.ACKNOWLEDGED), writing.get(FeedMain.ATTEMPTED));
        long sequence = ledger.next();
        try (Appender appender = journal.appender()) {
            byte[] payload = payloads.make(sequence, Payloads.MIN_LENGTH);
            appender.append(payload, 0, Payloads.MIN_LENGTH, FeedMain.type(sequence), sequence);
        }
        ledger.close(sequence, sequence);
        requireWithin(killed, "the next writer got in");
        if (readerLives) {
            Await.until(
                    "the next writer's frame " + sequence + " arrives; ranges " + Delivery.ranges(reading) + " "
                            + reader.errors(),
                    Duration.ofNanos(STUCK_NANOS - (System.nanoTime() - killed)),
                    () -> reading.get(Delivery.LAST) >= sequence);
        }
        assertNull(journal.verify().fault());
        startWriter();
    }

    private void requireProgress(long killed) {
        long before = writing.get(FeedMain.ACKNOWLEDGED);
        writing.set(FeedMain.LIMIT, writing.get(FeedMain.POSITION) + budget);
        Await.until(
                "the writer goes on " + writer.errors(),
                Duration.ofNanos(STUCK_NANOS - (System.nanoTime() - killed)),
                () -> writing.get(FeedMain.ACKNOWLEDGED) > before);
    }

    private void succeedReader() {
        long last = reading.get(Delivery.LAST);
        long polled = reading.get(ReadMain.POLLED);
        List<Range> before = Delivery.ranges(reading);
        keepRanges();
        ConsumerStatus status = journal.status().consumers().get(0);
        assertFalse(status.alive());
        assertEquals(ConsumerState.DEAD, status.state());
        startReader();
        Await.until("reader reads again " + reader.errors(), PATIENCE, () -> reading.get(Delivery.FRAMES) > 0);
        long first = Delivery.ranges(reading).get(0).first();
        assertTrue(first > polled, "resumed with " + first + ", but the poll with " + polled + " had returned");
        long again = Delivery.framesFrom(before, first);
        assertTrue(
                first >= before.get(0).first() && again <= POLL_LIMIT,
                "resumed with " + first + ": " + again + " frames of " + before + " came again");
        assertTrue(
                ledger.mayBeMissing(last + 1, first - 1), "resumed with " + first + ", last one delivered was " + last);
    }

    private void keepRanges() {
        Delivery.requireSound(reading, "reader");
        delivered.addAll(Delivery.ranges(reading));
    }

    private static void requireWithin(long killed, String what) {
        long nanos = System.nanoTime() - killed;
        assertTrue(nanos < STUCK_NANOS, what + " " + nanos / 1_000_000 + " ms after the kill");
    }

    /** Ends both well, and has everything read from the start by a reader that was never killed. */
    void finish() {
        writing.set(FeedMain.STOP, 1);
        writer.endWell();
        ledger.close(writing.get(FeedMain.ACKNOWLEDGED), writing.get(FeedMain.ATTEMPTED));
        reading.set(ReadMain.LAST, ledger.next() - 1);
        reader.endWell();
        keepRanges();

        Board independent = Board.open(directory.resolve("independent"));
        readAll(independent);
        Delivery.requireSound(independent, "independent reader");
        List<Range> all = Delivery.ranges(independent);
        ledger.requireComplete(all);
        assertEquals(all, Ledger.merge(delivered), "the reader that was killed got what the other one got");
        Verification verification = journal.verify();
        assertNull(verification.fault());
        assertEquals(independent.get(Delivery.FRAMES), verification.frames());
    }

    private void readAll(Board board) {
        Delivery delivery = new Delivery(board);
        try (Reader all = journal.reader(ReaderOptions.defaults().until(Until.tail()))) {
            while (!all.isDone()) {
                all.poll(delivery::take, 1_000);
            }
        }
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
        journal.close();
        Journal.delete(path, true);
        removeBoards();
    }

    /** Thousands of rounds must not fill the memory. */
    private void removeBoards() {
        try (Stream<Path> boards = Files.list(directory)) {
            for (Path board : boards.toList()) {
                Files.delete(board);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
