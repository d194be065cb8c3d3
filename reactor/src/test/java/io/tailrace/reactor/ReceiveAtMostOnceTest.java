package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.end;
import static io.tailrace.reactor.TempJournal.range;
import static io.tailrace.reactor.TempJournal.turn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Frame;
import io.tailrace.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.test.StepVerifier;

@Timeout(60)
class ReceiveAtMostOnceTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    private final PollLoop loop = PollLoop.invoked("at most once");

    @AfterEach
    void close() {
        Hooks.resetOnErrorDropped();
        end(loop);
    }

    @Test
    void theCursorPassesAFrameBeforeItIsEmitted() {
        temp.append(0, 10);
        List<Frame> frames = temp.frames();
        List<Long> cursors = new ArrayList<>();
        StepVerifier.create(temp.flux()
                        .consumer("risk")
                        .until(Until.tail())
                        .receiveAtMostOnce()
                        .doOnNext(f -> cursors.add(temp.cursor("risk"))))
                .expectNextCount(10)
                .expectComplete()
                .verify(DEADLINE);
        for (int i = 0; i < 9; i++) {
            assertEquals(frames.get(i + 1).position(), cursors.get(i));
        }
    }

    @Test
    void theFrameInFlightDoesNotComeAgainWhenAnotherThreadCancels() {
        temp.append(0, 10);
        Collected<Long> first = new Collected<>() {
            @Override
            protected void hookOnNext(Long value) {
                super.hookOnNext(value);
                if (value == 4) {
                    Thread other = new Thread(this::cancel);
                    other.start();
                    await("cancelled", () -> !other.isAlive());
                }
            }
        };
        atMostOnce().subscribe(first);
        turn(loop);
        assertEquals(range(0, 5), first.values);
        assertFalse(temp.consumer("risk").alive());
        requireNext(5);
    }

    @Test
    void theFrameThatIsThrownAtDoesNotComeAgain() {
        temp.append(0, 10);
        List<Throwable> dropped = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        RuntimeException rude = new RuntimeException("out of onNext");
        atMostOnce().subscribe(new Rude<Long>(v -> {
            if (v == 4) {
                throw rude;
            }
        }));
        turn(loop);
        assertEquals(List.of(rude), dropped);
        requireNext(5);
    }

    @Test
    void noneComesTwiceAndWithoutCancelsNoneIsMissing() {
        temp.append(0, 20_000);
        List<Long> seen = temp.flux()
                .consumer("risk")
                .receiveAtMostOnce(NUMBER)
                .take(Duration.ofMillis(2))
                .repeat()
                .takeUntil(v -> v >= 19_000)
                .collectList()
                .block(DEADLINE);
        for (int i = 1; i < seen.size(); i++) {
            assertTrue(seen.get(i) > seen.get(i - 1), seen.get(i) + " after " + seen.get(i - 1));
        }
        long next = seen.get(seen.size() - 1) + 1;
        assertEquals(
                range(next, 20_000),
                temp.flux()
                        .consumer("risk")
                        .until(Until.tail())
                        .receiveAtMostOnce(NUMBER)
                        .collectList()
                        .block(DEADLINE));
    }

    private Flux<Long> atMostOnce() {
        return temp.flux().consumer("risk").runOn(loop).receiveAtMostOnce(NUMBER);
    }

    private void requireNext(long number) {
        Collected<Long> again = new Collected<>();
        atMostOnce().subscribe(again);
        turn(loop);
        assertEquals(range(number, 10), again.values);
    }
}
