package io.tailrace.stress;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.FrameHeader;
import io.tailrace.check.Board;
import io.tailrace.check.Payloads;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy that lacks what was acknowledged, or has what was never attempted, is found out. */
class CopyCheckTest {
    private static final int LENGTH = 40;

    @TempDir
    Path directory;

    private final Payloads payloads = new Payloads();
    private WriterBoard writers;

    private record Header(long position, long nextPosition, long timestamp, int type, int length)
            implements FrameHeader {}

    @BeforeEach
    void acknowledgeOneOfTwo() {
        writers = new WriterBoard(Board.open(directory.resolve("writers"), WriterBoard.NUMBERS));
        writers.enter(0, Operation.APPEND, 1);
        writers.acknowledge(0, 64);
        writers.leave(0);
        writers.enter(0, Operation.APPEND, 1);
    }

    private CopyCheck check() {
        Atlas atlas = new Atlas(Board.open(directory.resolve("atlas"), Atlas.NUMBERS));
        CopyCheck check = new CopyCheck(directory.resolve("writers"), atlas, 1);
        check.begin(64);
        return check;
    }

    private void take(CopyCheck check, long sequence) {
        long position = 64 + 56 * sequence;
        check.take(
                Bytes.of(payloads.make(0, sequence, LENGTH)),
                0,
                LENGTH,
                new Header(position, position + 56, sequence, ReadCheck.type(sequence), LENGTH));
    }

    @Test
    void whatIsInDoubtMayBeThereOrNot() {
        CopyCheck without = check();
        take(without, 0);
        without.requireComplete(List.of());
        CopyCheck with = check();
        take(with, 0);
        take(with, 1);
        with.requireComplete(List.of());
    }

    @Test
    void whatWasAcknowledgedIsThere() {
        CopyCheck check = check();
        AssertionError found = assertThrows(AssertionError.class, () -> check.requireComplete(List.of()));
        assertTrue(found.getMessage().startsWith("writer 0: acknowledged 1"), found.getMessage());
    }

    @Test
    void whatWasNeverAttemptedIsNot() {
        CopyCheck check = check();
        take(check, 0);
        take(check, 1);
        AssertionError found = assertThrows(AssertionError.class, () -> take(check, 2));
        assertTrue(found.getMessage().endsWith("was never attempted"), found.getMessage());
    }
}
