package io.tailrace.it;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Claim;
import io.tailrace.Journal;
import io.tailrace.WriterLimitException;
import io.tailrace.check.Board;
import io.tailrace.check.Orphan;
import io.tailrace.check.Payloads;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * One of several writers of a shared journal that loses its locks all the time, and goes on whenever there is a slot. Arguments: journal,
 * board, number of the writer, seed.
 */
public final class LockLossWriterMain {
    /** Set by the parent: 1 to end. */
    static final int STOP = 0;

    private static final int FIELDS = 10;
    private static final int MAX_LENGTH = 500;

    private LockLossWriterMain() {}

    /** Where on the board a writer says which sequence it handed to its appender last. */
    static int attempted(int writer) {
        return FIELDS * (writer + 1);
    }

    /** And which one was acknowledged. */
    static int acknowledged(int writer) {
        return FIELDS * (writer + 1) + 1;
    }

    /** And how often there was no slot left for it. */
    static int limited(int writer) {
        return FIELDS * (writer + 1) + 2;
    }

    public static void main(String[] arguments) {
        Orphan.endsWithItsParent();
        Path path = Path.of(arguments[0]);
        Board board = Board.open(Path.of(arguments[1]));
        int writer = Integer.parseInt(arguments[2]);
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[3]));
        loseFromNowOn(path.resolve(LockDescriptor.FILE_NAME), random.split());
        AppenderOptions options = AppenderOptions.defaults().takeoverTimeout(Duration.ofMillis(50));
        try (Journal journal = Journal.open(path)) {
            while (board.get(STOP) == 0) {
                try (Appender appender = journal.appender(options)) {
                    append(appender, board, writer, random);
                } catch (WriterLimitException e) {
                    board.add(limited(writer), 1);
                }
            }
        }
    }

    private static void loseFromNowOn(Path lock, SplittableRandom random) {
        Thread thread = new Thread(() -> {
            while (true) {
                LockSupport.parkNanos(random.nextLong(1_000_000, 40_000_000));
                try {
                    Files.newInputStream(lock).close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** What was refused is tried again, by the same appender. */
    private static void append(Appender appender, Board board, int writer, SplittableRandom random) {
        Payloads payloads = new Payloads();
        long until = board.get(acknowledged(writer)) + random.nextInt(500, 5_000);
        while (board.get(STOP) == 0 && board.get(acknowledged(writer)) < until) {
            long sequence = board.get(acknowledged(writer)) + 1;
            int length = random.nextInt(Payloads.MIN_LENGTH, MAX_LENGTH);
            byte[] payload = payloads.make(writer, sequence, length);
            board.set(attempted(writer), sequence);
            try {
                if (sequence % 16 == 0) {
                    claim(appender, payload, length, writer, sequence);
                } else {
                    appender.append(payload, 0, length, writer, sequence);
                }
                board.set(acknowledged(writer), sequence);
            } catch (WriterLimitException e) {
                board.add(limited(writer), 1);
            }
        }
    }

    /** Long enough for those who find the lock lost to seal it. */
    private static void claim(Appender appender, byte[] payload, int length, int writer, long sequence) {
        try (Claim claim = appender.claim(length)) {
            claim.buffer().putBytes(0, payload, 0, length / 2);
            LockSupport.parkNanos(2_000_000);
            claim.buffer().putBytes(length / 2, payload, length / 2, length - length / 2);
            claim.commit(length, writer, sequence);
        }
    }
}
