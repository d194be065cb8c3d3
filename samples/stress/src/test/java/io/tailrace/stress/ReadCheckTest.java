package io.tailrace.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.FrameHeader;
import io.tailrace.check.Board;
import io.tailrace.check.Payloads;
import io.tailrace.layout.FrameDescriptor;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader's check has to find is found. */
class ReadCheckTest {
    private static final int LENGTH = 40;
    private static final int EXTENT = (int) FrameDescriptor.extent(LENGTH);

    @TempDir
    Path directory;

    private final Payloads payloads = new Payloads();
    private Atlas atlas;
    private ReaderBoard board;
    private ReadCheck check;

    private record Header(long position, long nextPosition, long timestamp, int type, int length)
            implements FrameHeader {}

    @BeforeEach
    void open() {
        atlas = new Atlas(Board.open(directory.resolve("atlas"), Atlas.NUMBERS));
        board = board("reader");
        check = new ReadCheck(board, atlas, 64, true, 2);
    }

    private ReaderBoard board(String name) {
        return new ReaderBoard(Board.open(directory.resolve(name), ReaderBoard.NUMBERS));
    }

    private void take(ReadCheck by, int writer, long sequence, int frame) {
        byte[] payload = payloads.make(writer, sequence, LENGTH).clone();
        take(by, payload, sequence, frame);
    }

    private static void take(ReadCheck by, byte[] payload, long sequence, int frame) {
        long position = 64 + (long) frame * EXTENT;
        by.take(
                Bytes.of(payload),
                0,
                LENGTH,
                new Header(position, position + EXTENT, sequence, ReadCheck.type(sequence), LENGTH));
    }

    private void requireFound(String what, Runnable violation) {
        AssertionError found = assertThrows(AssertionError.class, violation::run);
        assertTrue(found.getMessage().startsWith(what), found.getMessage());
    }

    @Test
    void twoWritersInOrderAreFine() {
        take(check, 0, 0, 0);
        take(check, 1, 0, 1);
        take(check, 0, 1, 2);
        assertEquals(3, board.frames());
        assertEquals(2, board.next(0));
        assertEquals(64 + 3L * EXTENT, board.end());
    }

    @Test
    void lost() {
        take(check, 0, 0, 0);
        requireFound("lost", () -> take(check, 0, 2, 1));
    }

    @Test
    void lostBehindAGapAndSeenByOthers() {
        ReadCheck other = new ReadCheck(board("other"), atlas, 64, false, 0);
        take(check, 0, 0, 0);
        take(check, 0, 1, 1);
        take(check, 0, 2, 2);
        other.gap(64, 64 + EXTENT);
        requireFound("lost", () -> take(other, 0, 2, 2));
    }

    @Test
    void doubled() {
        take(check, 0, 0, 0);
        requireFound("doubled", () -> take(check, 0, 0, 1));
    }

    @Test
    void tooManyComeAgain() {
        for (int frame = 0; frame < 3; frame++) {
            take(check, 0, frame, frame);
        }
        ReadCheck successor = new ReadCheck(board, atlas, 64, true, 2);
        take(successor, 0, 0, 0);
        take(successor, 0, 1, 1);
        requireFound("doubled", () -> take(successor, 0, 2, 2));
    }

    @Test
    void aSuccessorThatBeginsTooLate() {
        take(check, 0, 0, 0);
        take(new ReadCheck(board("other"), atlas, 64 + EXTENT, false, 0), 0, 1, 1);
        requireFound("begins at", () -> new ReadCheck(board, atlas, 64 + 2L * EXTENT, true, 2));
    }

    @Test
    void moved() {
        take(check, 0, 0, 0);
        ReadCheck other = new ReadCheck(board("other"), atlas, 64, true, 0);
        requireFound("moved", () -> take(other, 1, 0, 0));
    }

    @Test
    void notMonotone() {
        take(check, 0, 0, 1);
        requireFound("not monotone", () -> take(check, 0, 1, 0));
    }

    @Test
    void torn() {
        byte[] payload = payloads.make(0, 0, LENGTH).clone();
        payload[20]++;
        requireFound("torn", () -> take(check, payload, 0, 0));
    }

    @Test
    void aGapInWhatGates() {
        requireFound("a gap", () -> check.gap(64, 64 + EXTENT));
    }
}
