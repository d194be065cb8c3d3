package io.tailrace.it;

import io.tailrace.ConsumerActiveException;
import io.tailrace.ConsumerLostException;
import io.tailrace.FrameHeader;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
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
import org.agrona.DirectBuffer;

/**
 * One of several that read under the same name and lose their locks all the time: takes the name whenever it can, and counts on the board
 * what is delivered. Arguments: journal, board, consumer, seed.
 */
public final class LockLossReaderMain {
    /** Set by the parent: 1 to end. */
    static final int STOP = 0;

    /** How often somebody was told that the name is somebody else's. */
    static final int LOST = 1;

    /** Frames that are not what they should be, or out of order within what one owner read. */
    static final int BROKEN = 2;

    /** First of the counters, by sequence. */
    static final int DELIVERED = 100;

    private final Journal journal;
    private final Board board;
    private final Payloads payloads = new Payloads();
    private final ReaderOptions options;
    private long last;

    private LockLossReaderMain(Journal journal, Board board, String name) {
        this.journal = journal;
        this.board = board;
        this.options = ReaderOptions.defaults().consumer(name).takeoverTimeout(Duration.ZERO);
    }

    public static void main(String[] arguments) {
        Orphan.endsWithItsParent();
        Path path = Path.of(arguments[0]);
        loseFromNowOn(path.resolve(LockDescriptor.FILE_NAME), new SplittableRandom(Long.parseLong(arguments[3])));
        try (Journal journal = Journal.open(path)) {
            new LockLossReaderMain(journal, Board.open(Path.of(arguments[1])), arguments[2]).run();
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

    private void run() {
        while (board.get(STOP) == 0) {
            last = 0;
            try (Reader reader = journal.reader(options)) {
                while (board.get(STOP) == 0) {
                    if (reader.poll(this::take, 3) == 0) {
                        LockSupport.parkNanos(100_000);
                    }
                }
            } catch (ConsumerActiveException e) {
                LockSupport.parkNanos(200_000);
            } catch (ConsumerLostException e) {
                board.add(LOST, 1);
            }
        }
    }

    private void take(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        long sequence = payloads.check(buffer, offset, length);
        if (sequence < 1 || header.timestamp() != sequence || last != 0 && sequence != last + 1) {
            board.add(BROKEN, 1);
            return;
        }
        last = sequence;
        board.add(DELIVERED + (int) sequence, 1);
    }
}
