package io.tailrace.test;

import static io.tailrace.test.Expect.ascending;
import static io.tailrace.test.Expect.corruptAt;
import static io.tailrace.test.Expect.frame;
import static io.tailrace.test.Expect.gap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.CorruptJournalException;
import io.tailrace.Frame;
import io.tailrace.GapException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ExpectTest {
    private static final Path JOURNAL = Path.of("journal");
    private static final Frame A = Frame.of(64, 1_000_000_000, 7, bytes("ä"));
    private static final Frame B = Frame.of(88, 0, 0, new byte[100]);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void framesAsExpected() {
        StepVerifier.create(Flux.just(A, B))
                .assertNext(frame("ä")
                        .type(7)
                        .position(64)
                        .timestamp(1_000_000_000)
                        .timestamp(Instant.ofEpochSecond(1))
                        .length(2))
                .assertNext(frame(new byte[100]).timestamp(0))
                .verifyComplete();
        StepVerifier.create(Flux.just(A, B))
                .thenConsumeWhile(frame -> true, ascending())
                .verifyComplete();
        frame().accept(A);
    }

    @Test
    void aFailureTellsAllThatIsNotAsExpected() {
        requireFault(frame("a"), "payload: expected \"a\", got \"ä\"");
        requireFault(frame(bytes("a")), "payload: expected 1 bytes 61, got 2 bytes c3a4");
        requireFault(frame().length(3), "length: expected 3, got 2");
        requireFault(frame().position(1), "position: expected 1, got 64");
        requireFault(frame().timestamp(1), "timestamp: expected 1, got 1000000000");
        requireFault(frame().type(6).position(0), "type: expected 6, got 7; position: expected 0, got 64");
        assertEquals("a frame, payload \"a\", type 6", frame("a").type(6).toString());
    }

    private static void requireFault(FrameExpectation expectation, String message) {
        AssertionError e = assertThrows(AssertionError.class, () -> expectation.accept(A));
        assertEquals(A + ": " + message, e.getMessage());
    }

    @Test
    void manyBytesAreCut() {
        AssertionError e =
                assertThrows(AssertionError.class, () -> frame(new byte[99]).accept(B));
        assertTrue(e.getMessage().endsWith("100 bytes " + "00".repeat(64) + "…"), e.getMessage());
    }

    @Test
    void anExpectationDoesNotChange() {
        FrameExpectation begun = frame("ä");
        begun.type(1);
        begun.accept(A);
    }

    @Test
    void ascendingSeesDoublesAndSteps() {
        Consumer<Frame> once = ascending();
        once.accept(A);
        once.accept(B);
        assertThrows(AssertionError.class, () -> once.accept(B));
        assertThrows(AssertionError.class, () -> once.accept(A));
    }

    @Test
    void errorsAsExpected() {
        GapException error = new GapException(JOURNAL, 64, 65600);
        StepVerifier.create(Mono.error(error)).verifyErrorSatisfies(gap());
        StepVerifier.create(Mono.error(error)).verifyErrorSatisfies(gap(64, 65600));
        assertThrows(AssertionError.class, () -> gap(64, 65601).accept(error));
        assertThrows(AssertionError.class, () -> gap(65, 65600).accept(error));
        CorruptJournalException corrupt = new CorruptJournalException(JOURNAL, 64, "broken");
        StepVerifier.create(Mono.error(corrupt)).verifyErrorSatisfies(corruptAt(64));
        assertThrows(AssertionError.class, () -> corruptAt(65).accept(corrupt));
        AssertionError other = assertThrows(AssertionError.class, () -> gap().accept(corrupt));
        assertEquals(corrupt, other.getCause());
        assertThrows(AssertionError.class, () -> corruptAt(64).accept(error));
    }
}
