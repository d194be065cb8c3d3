package io.tailrace.it;

import io.tailrace.Await;
import io.tailrace.ConsumerActiveException;
import io.tailrace.ConsumerNotFoundException;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.check.Board;
import io.tailrace.check.Orphan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Registers, reads, resets and removes one consumer, at random, beside another process that does the same. Arguments: journal, board, seed,
 * turns, positions of frames. What must not be ends it with an error.
 */
final class AdminRaceMain {
    static final String CONSUMER = "risk";

    /** How many own the consumer now, by their own account. */
    static final int OWNERS = 1;

    static final int OPENED = 2;
    static final int REFUSED = 3;
    static final int RESETS = 4;
    static final int REMOVALS = 5;
    static final int UNKNOWN = 6;
    static final int BUSY = 7;
    static final int KINDS = 8;

    /** Of those that are ready to begin. */
    static final int STARTED = 8;

    private static final int RACERS = 2;

    /** A turn in which the two did not meet is no race: there are more turns, up to so many times as many, until each kind happened. */
    private static final int MOST = 50;

    private final Journal journal;
    private final Board board;
    private final SplittableRandom random;
    private final long[] frames;

    private AdminRaceMain(Journal journal, Board board, long seed, long[] frames) {
        this.journal = journal;
        this.board = board;
        this.random = new SplittableRandom(seed);
        this.frames = frames;
    }

    public static void main(String[] arguments) {
        Orphan.endsWithItsParent();
        long[] frames = new long[arguments.length - 4];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = Long.parseLong(arguments[4 + i]);
        }
        try (Journal journal = Journal.open(Path.of(arguments[0]))) {
            Board board = Board.open(Path.of(arguments[1]));
            AdminRaceMain race = new AdminRaceMain(journal, board, Long.parseLong(arguments[2]), frames);
            board.add(STARTED, 1);
            Await.until("both are there", () -> board.get(STARTED) == RACERS);
            int turns = Integer.parseInt(arguments[3]);
            for (int turn = 0; turn < turns || turn < MOST * turns && !race.sawEveryKind(); turn++) {
                race.turn();
            }
        }
        // Standard input is still read by the one that waits for the parent's end.
        System.out.println("done");
        Runtime.getRuntime().halt(0);
    }

    private boolean sawEveryKind() {
        return IntStream.range(OPENED, KINDS).allMatch(kind -> board.get(kind) > 0);
    }

    private void turn() {
        int kind = random.nextInt(10);
        try {
            if (kind < 6) {
                own();
            } else if (kind < 9) {
                reset();
            } else {
                journal.removeConsumer(CONSUMER);
                board.add(REMOVALS, 1);
            }
        } catch (ConsumerActiveException e) {
            board.add(kind < 6 ? REFUSED : BUSY, 1);
        } catch (ConsumerNotFoundException e) {
            board.add(UNKNOWN, 1);
        }
    }

    /** Nobody else moves the cursor of who owns it, and nobody takes it away. */
    private void own() {
        ReaderOptions options = ReaderOptions.defaults()
                .consumer(CONSUMER)
                .start(Start.position(frames[random.nextInt(frames.length)]))
                .takeoverTimeout(Duration.ofMillis(random.nextInt(3)));
        try (Reader reader = journal.reader(options)) {
            require(board.add(OWNERS, 1) == 1, "two own the consumer");
            board.add(OPENED, 1);
            for (int polls = random.nextInt(4); polls > 0; polls--) {
                reader.poll((buffer, offset, length, header) -> {}, 1 + random.nextInt(3));
                long cursor = journal.status().consumers().get(0).cursor();
                require(cursor == reader.position(), "the cursor is moved to " + cursor);
            }
            if (random.nextInt(20) == 0) {
                // Longer than the other one tries.
                Await.instant(150_000_000);
            }
            board.add(OWNERS, -1);
        }
    }

    private void reset() {
        long to = frames[random.nextInt(frames.length)];
        require(journal.resetConsumer(CONSUMER, Start.position(to)) == to, "reset somewhere else");
        board.add(RESETS, 1);
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }
}
