package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.end;
import static io.tailrace.reactor.TempJournal.turn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tailrace.Appender;
import io.tailrace.Frame;
import io.tailrace.GapException;
import io.tailrace.Journal;
import io.tailrace.Until;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.test.StepVerifier;

@Timeout(60)
class GapsTest {
    private static final int PER_PAGE = 3;

    @RegisterExtension
    final TempJournal temp = new TempJournal();

    private final PollLoop loop = PollLoop.invoked("gaps");

    /** Types 0 to 14 in pages 0 to 4. */
    @BeforeEach
    void fill() {
        try (Journal journal = temp.open();
                Appender appender = journal.appender()) {
            int length = journal.maxPayloadLength();
            for (int i = 0; i < 5 * PER_PAGE; i++) {
                appender.append(new byte[length], 0, length, i, 0);
            }
        }
    }

    @AfterEach
    void close() {
        end(loop);
    }

    @ParameterizedTest
    @ValueSource(strings = {"receive", "receiveAtMostOnce", "receiveManual"})
    void aGapEndsTheFluxAndWhoSubscribesAgainGoesOnBehindIt(String kind) {
        Collected<Integer> first = new Collected<>(2);
        types(temp.flux().consumer("risk").runOn(loop), kind).subscribe(first);
        turn(loop);
        turn(loop);
        removeBehindTheNext();
        first.request(100);
        turn(loop);
        assertEquals(List.of(0, 1, 2, 3, 4, 5), first.values);
        requireGap(assertInstanceOf(GapException.class, first.error()));
        assertFalse(temp.consumer("risk").alive());
        Collected<Integer> second = new Collected<>();
        types(temp.flux().consumer("risk").runOn(loop), kind).subscribe(second);
        turn(loop);
        assertEquals(List.of(12, 13, 14), second.values);
    }

    /** The page behind the one that is read is mapped ahead, and read to its end when it is removed. */
    private void removeBehindTheNext() {
        temp.awaitMapped(1);
        temp.kit().faults().evictPages(4);
    }

    private static void requireGap(GapException gap) {
        assertEquals(2 * 65536 + 64, gap.from());
        assertEquals(4 * 65536 + 64, gap.to());
    }

    @ParameterizedTest
    @ValueSource(strings = {"receive", "receiveAtMostOnce", "receiveManual"})
    void skippedGapsAreToldAndDemandIsExact(String kind) {
        List<GapException> gaps = new ArrayList<>();
        Collected<Integer> seen = new Collected<>(1);
        types(temp.flux().consumer("risk").skipGaps(gaps::add).runOn(loop), kind)
                .subscribe(seen);
        turn(loop);
        removeBehindTheNext();
        // Five before the gap, in the poll that finds it, and one behind it.
        seen.request(6);
        for (int i = 0; i < 4; i++) {
            turn(loop);
        }
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 12), seen.values);
        assertEquals(1, gaps.size());
        requireGap(gaps.get(0));
        seen.request(100);
        turn(loop);
        turn(loop);
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 12, 13, 14), seen.values);
    }

    @Test
    void aGapBehindWhatIsNotAcknowledgedKeepsTheCursorThere() {
        Collected<Delivery<Frame>> seen = new Collected<>();
        temp.flux()
                .consumer("risk")
                .maxInFlight(2)
                .skipGaps(gap -> {})
                .runOn(loop)
                .receiveManual()
                .subscribe(seen);
        turn(loop);
        removeBehindTheNext();
        for (int i = 0; i < 5; i++) {
            seen.values.get(i).acknowledge();
            turn(loop);
        }
        // The one before the gap, in the poll that finds it.
        long last = seen.values.get(5).position();
        turn(loop);
        assertEquals(12, seen.values.get(6).value().type());
        assertEquals(last, temp.cursor("risk"));
        seen.values.get(6).acknowledge();
        turn(loop);
        assertEquals(last, temp.cursor("risk"));
        seen.values.get(5).acknowledge();
        turn(loop);
        assertEquals(
                4 * 65536 + 64 + 16384,
                temp.cursor("risk"),
                "all before and behind the gap is done, and with it the gap");
    }

    @Test
    void aGapBeforeTheBoundIsFoundWithoutDemand() {
        types(temp.flux().consumer("risk").runOn(loop), "receive").take(1).subscribe();
        turn(loop);
        temp.kit().awaitReleased();
        temp.kit().faults().evictPages(3);
        List<GapException> gaps = new ArrayList<>();
        Collected<Integer> seen = new Collected<>(0);
        JournalFlux flux = temp.flux().consumer("risk").until(Until.position(4 * 65536 + 64));
        types(flux.skipGaps(gaps::add).runOn(loop), "receive").subscribe(seen);
        turn(loop);
        turn(loop);
        assertEquals(1, gaps.size());
        assertEquals(List.of(), seen.values);
        seen.request(3);
        turn(loop);
        turn(loop);
        assertEquals(List.of(9, 10, 11), seen.values);
        assertEquals(SignalType.ON_COMPLETE, seen.end());
    }

    @Test
    void whatTheCallbackThrowsEndsTheFlux() {
        RuntimeException enough = new RuntimeException("enough");
        Flux<Frame> flux = temp.flux()
                .skipGaps(gap -> {
                    throw enough;
                })
                .runOn(loop)
                .receive();
        Collected<Frame> seen = new Collected<>(1);
        flux.subscribe(seen);
        turn(loop);
        removeBehindTheNext();
        seen.request(10);
        turn(loop);
        assertSame(enough, seen.error());
    }

    @Test
    void aGapOfAnotherJournalOutOfTheDecoderIsAnError() {
        GapException foreign = new GapException(Path.of("other"), 64, 128);
        StepVerifier.create(temp.flux().skipGaps(gap -> {}).receive((buffer, offset, length, header) -> {
                    throw foreign;
                }))
                .expectErrorSatisfies(e -> assertSame(foreign, e))
                .verify(DEADLINE);
    }

    private static Flux<Integer> types(JournalFlux flux, String kind) {
        return switch (kind) {
            case "receive" -> flux.receive().map(Frame::type);
            case "receiveAtMostOnce" -> flux.receiveAtMostOnce().map(Frame::type);
            default ->
                flux.receiveManual()
                        .doOnNext(Delivery::acknowledge)
                        .map(d -> d.value().type());
        };
    }
}
