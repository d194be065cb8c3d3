package io.tailrace.it;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.check.Board;
import io.tailrace.check.Orphan;
import io.tailrace.check.Payloads;
import io.tailrace.layout.FrameDescriptor;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A writer that cuts every page of 128 MiB as the one of the failure was cut: a frame begins where the reader stood, END is where the
 * writer left. In between, random lengths. Board and limit as in {@link FeedMain}.
 *
 * <p>Arguments: journal, board, seed.
 */
public final class OriginMain {
    /** The page size of the failure. */
    static final int PAGE_SIZE = 1 << 27;

    /** Where the reader stood. */
    static final int READER = 134_199_368;

    /** Where the writer left the page. */
    static final int END = 134_209_160;

    private static final int LONGEST = 9_000;
    private static final int SHORTEST_EXTENT = 64;

    private OriginMain() {}

    public static void main(String[] arguments) {
        Orphan.endsWithItsParent();
        Board board = Board.open(Path.of(arguments[1]));
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[2]));
        Payloads payloads = new Payloads();
        try (Journal journal = Journal.open(Path.of(arguments[0]));
                Appender appender = journal.appender()) {
            long sequence = 0;
            while (board.get(FeedMain.STOP) == 0) {
                if (appender.position() >= board.get(FeedMain.LIMIT)) {
                    LockSupport.parkNanos(20_000);
                    continue;
                }
                sequence++;
                int length = length(random, (int) (appender.position() & PAGE_SIZE - 1));
                byte[] payload = payloads.make(sequence, length);
                appender.append(payload, 0, length, FeedMain.type(sequence), sequence);
                board.set(FeedMain.ACKNOWLEDGED, sequence);
                board.set(FeedMain.POSITION, appender.position());
            }
        }
    }

    /** Random, but so that the frames meet the next boundary; behind the last one, too long for what is left of the page. */
    private static int length(SplittableRandom random, int offset) {
        if (offset >= END) {
            return LONGEST;
        }
        int left = (offset < READER ? READER : END) - offset;
        int length = random.nextInt(Payloads.MIN_LENGTH, random.nextInt(20) == 0 ? LONGEST : 2_000);
        int rest = left - (int) FrameDescriptor.extent(length);
        return rest < SHORTEST_EXTENT ? left - FrameDescriptor.HEADER_LENGTH : length;
    }
}
