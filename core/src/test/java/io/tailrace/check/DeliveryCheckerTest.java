package io.tailrace.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.ConsumerPolicy;
import io.tailrace.DeliveryMode;
import io.tailrace.check.DeliveryChecker.Session;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the checker calls fine, and what it does not. Frame n is at position 100 n. */
class DeliveryCheckerTest {
    private final Positions positions = new Positions();

    private DeliveryChecker checker(DeliveryMode mode) {
        LongStream.range(0, 100).forEach(n -> positions.note(stamp(n)));
        return new DeliveryChecker("risk", mode, ConsumerPolicy.GATE, positions);
    }

    private DeliveryChecker evicted() {
        checker(DeliveryMode.AT_LEAST_ONCE);
        return new DeliveryChecker("risk", DeliveryMode.AT_LEAST_ONCE, ConsumerPolicy.EVICT, positions);
    }

    private static Stamp stamp(long n) {
        return new Stamp(0, n, 100 * n);
    }

    private static Session session(DeliveryChecker checker, long from, long to) {
        Session session = checker.begin();
        session.requesting(1_000);
        take(session, from, to);
        return session;
    }

    private static void take(Session session, long from, long to) {
        for (long n = from; n < to; n++) {
            session.received(stamp(n));
            session.left();
        }
    }

    private static void requireFound(Violation violation, DeliveryChecker checker) {
        assertEquals(violation, Objects.requireNonNull(checker.found()).violation());
        assertThrows(AssertionError.class, checker::requireFine);
    }

    @Test
    void allOfItInOrderIsFine() {
        for (DeliveryMode mode : DeliveryMode.values()) {
            DeliveryChecker checker = checker(mode);
            Session first = session(checker, 0, 10);
            for (int frame = 0; frame < 10; frame++) {
                first.acknowledging(frame);
                first.acknowledged(frame);
            }
            first.terminated();
            session(checker, 10, 100).terminated();
            checker.requireComplete(0, 100);
            assertNull(checker.found());
            assertEquals(100, checker.frames());
            assertEquals(0, checker.again());
        }
    }

    @Test
    void lost() {
        DeliveryChecker within = checker(DeliveryMode.AT_LEAST_ONCE);
        take(session(within, 0, 10), 11, 12);
        requireFound(Violation.LOST, within);
        DeliveryChecker between = checker(DeliveryMode.AT_LEAST_ONCE);
        session(between, 0, 10).terminated();
        session(between, 11, 12);
        requireFound(Violation.LOST, between);
        DeliveryChecker end = checker(DeliveryMode.AT_LEAST_ONCE);
        session(end, 0, 99).terminated();
        assertThrows(AssertionError.class, () -> end.requireComplete(0, 100));
        requireFound(Violation.LOST, end);
    }

    @Test
    void lostBecauseItWasNotAcknowledged() {
        DeliveryChecker checker = checker(DeliveryMode.MANUAL);
        Session first = session(checker, 0, 3);
        first.acknowledging(0);
        first.acknowledged(0);
        first.acknowledging(2);
        first.acknowledged(2);
        first.terminated();
        session(checker, 2, 3);
        requireFound(Violation.LOST, checker);
    }

    @Test
    void doubled() {
        DeliveryChecker acknowledged = checker(DeliveryMode.MANUAL);
        Session first = session(acknowledged, 0, 3);
        first.acknowledging(0);
        first.acknowledged(0);
        first.terminated();
        session(acknowledged, 0, 1);
        requireFound(Violation.DOUBLED, acknowledged);
        DeliveryChecker atMostOnce = checker(DeliveryMode.AT_MOST_ONCE);
        Session cancelled = session(atMostOnce, 0, 3);
        cancelled.cancelling(false);
        cancelled.cancelled();
        session(atMostOnce, 2, 3);
        requireFound(Violation.DOUBLED, atMostOnce);
    }

    @Test
    void whatMayComeAgainIsNotDoubled() {
        DeliveryChecker manual = checker(DeliveryMode.MANUAL);
        session(manual, 0, 3).terminated();
        session(manual, 0, 5).terminated();
        DeliveryChecker byItself = checker(DeliveryMode.AT_LEAST_ONCE);
        Session cancelled = session(byItself, 0, 3);
        cancelled.cancelling(false);
        cancelled.cancelled();
        session(byItself, 2, 5).terminated();
        manual.requireFine();
        byItself.requireFine();
        assertEquals(3, manual.again());
        assertEquals(1, byItself.again());
    }

    @Test
    void atMostOnceLosesOneFrameWithACancelOfAnotherThreadAndNotMore() {
        DeliveryChecker one = checker(DeliveryMode.AT_MOST_ONCE);
        Session without = one.begin();
        without.cancelling(false);
        without.cancelled();
        session(one, 1, 3).terminated();
        one.requireFine();
        session(one, 4, 5);
        requireFound(Violation.LOST, one);
        DeliveryChecker two = checker(DeliveryMode.AT_MOST_ONCE);
        Session cancelled = session(two, 0, 3);
        cancelled.cancelling(false);
        session(two, 5, 6);
        requireFound(Violation.LOST, two);
    }

    @Test
    void killed() {
        DeliveryChecker fine = checker(DeliveryMode.AT_LEAST_ONCE);
        session(fine, 0, 10).killed(500, 8);
        session(fine, 5, 12);
        fine.requireFine();
        DeliveryChecker tooMany = checker(DeliveryMode.AT_LEAST_ONCE);
        session(tooMany, 0, 10).killed(100, 8);
        requireFound(Violation.DOUBLED, tooMany);
        DeliveryChecker ahead = checker(DeliveryMode.MANUAL);
        session(ahead, 0, 10).killed(100, 0);
        requireFound(Violation.LOST, ahead);
        DeliveryChecker twice = checker(DeliveryMode.AT_MOST_ONCE);
        session(twice, 0, 10).killed(900, 0);
        requireFound(Violation.DOUBLED, twice);
    }

    @Test
    void disordered() {
        DeliveryChecker checker = checker(DeliveryMode.MANUAL);
        session(checker, 0, 3).terminated();
        take(session(checker, 0, 1), 2, 3);
        requireFound(Violation.DISORDERED, checker);
    }

    @Test
    void torn() {
        DeliveryChecker checker = checker(DeliveryMode.AT_LEAST_ONCE);
        session(checker, 0, 1).received(Stamp.torn(100));
        requireFound(Violation.TORN, checker);
    }

    @Test
    void notMonotone() {
        DeliveryChecker checker =
                new DeliveryChecker("risk", DeliveryMode.AT_LEAST_ONCE, ConsumerPolicy.GATE, new Positions());
        session(checker, 0, 2).received(new Stamp(0, 2, 90));
        requireFound(Violation.NOT_MONOTONE, checker);
    }

    @Test
    void twoFramesAtOnePositionOrOneAtTwo() {
        DeliveryChecker other = checker(DeliveryMode.AT_LEAST_ONCE);
        session(other, 0, 2).received(new Stamp(1, 0, 200));
        requireFound(Violation.MOVED, other);
        DeliveryChecker elsewhere = checker(DeliveryMode.AT_LEAST_ONCE);
        session(elsewhere, 0, 2).received(new Stamp(0, 2, 201));
        requireFound(Violation.MOVED, elsewhere);
    }

    @Test
    void signals() {
        DeliveryChecker demand = checker(DeliveryMode.AT_LEAST_ONCE);
        Session greedy = demand.begin();
        greedy.requesting(1);
        take(greedy, 0, 2);
        requireFound(Violation.BEYOND_DEMAND, demand);
        DeliveryChecker cancel = checker(DeliveryMode.AT_LEAST_ONCE);
        Session cancelled = session(cancel, 0, 2);
        cancelled.cancelling(false);
        cancelled.cancelled();
        take(cancelled, 2, 3);
        cancel.requireFine();
        take(cancelled, 3, 4);
        requireFound(Violation.AFTER_CANCEL, cancel);
        DeliveryChecker end = checker(DeliveryMode.AT_LEAST_ONCE);
        Session ended = session(end, 0, 2);
        ended.terminated();
        ended.terminated();
        requireFound(Violation.AFTER_END, end);
        DeliveryChecker within = checker(DeliveryMode.AT_LEAST_ONCE);
        session(within, 0, 2).received(stamp(2));
        Session inside = within.begin();
        inside.requesting(2);
        inside.received(stamp(3));
        inside.received(stamp(4));
        requireFound(Violation.OVERLAPPING, within);
    }

    @Test
    void gapsTakeWhatLiesInThemAndNothingElse() {
        DeliveryChecker exact = evicted();
        Session session = session(exact, 0, 10);
        session.gap(1_000, 2_000);
        take(session, 20, 100);
        session.terminated();
        exact.requireComplete(0, 100);
        DeliveryChecker more = evicted();
        Session jumped = session(more, 0, 10);
        jumped.gap(1_000, 2_000);
        take(jumped, 21, 100);
        jumped.terminated();
        assertThrows(AssertionError.class, () -> more.requireComplete(0, 100));
        requireFound(Violation.LOST, more);
        DeliveryChecker inside = evicted();
        Session told = session(inside, 0, 10);
        told.gap(1_000, 2_000);
        take(told, 19, 20);
        requireFound(Violation.NOT_MONOTONE, inside);
        DeliveryChecker behind = evicted();
        session(behind, 0, 10).gap(900, 2_000);
        requireFound(Violation.WRONG_GAP, behind);
        DeliveryChecker gating = checker(DeliveryMode.AT_LEAST_ONCE);
        session(gating, 0, 10).gap(1_000, 2_000);
        requireFound(Violation.WRONG_GAP, gating);
    }

    @Test
    void aGapBetweenSessionsTakesWhatWasToComeAgain() {
        checker(DeliveryMode.MANUAL);
        DeliveryChecker checker = new DeliveryChecker("risk", DeliveryMode.MANUAL, ConsumerPolicy.EVICT, positions);
        session(checker, 0, 10).terminated();
        Session second = checker.begin();
        second.requesting(100);
        second.gap(0, 500);
        take(second, 5, 100);
        checker.requireComplete(0, 100);
        assertEquals(5, checker.again());
    }

    @Test
    void aGapIsDroppedOnlyWithACancel() {
        DeliveryChecker cancelled = evicted();
        Session first = session(cancelled, 0, 10);
        first.cancelling(true);
        session(cancelled, 20, 100);
        first.droppedGap(1_000, 2_000);
        cancelled.requireComplete(0, 100);
        DeliveryChecker silent = evicted();
        session(silent, 0, 10).droppedGap(1_000, 2_000);
        requireFound(Violation.WRONG_GAP, silent);
    }

    @Test
    void resets() {
        DeliveryChecker back = checker(DeliveryMode.AT_LEAST_ONCE);
        session(back, 0, 10).terminated();
        back.reset(() -> 500);
        session(back, 5, 100);
        back.requireComplete(0, 100);
        DeliveryChecker late = checker(DeliveryMode.AT_LEAST_ONCE);
        session(late, 0, 10).terminated();
        late.reset(() -> 500);
        session(late, 6, 100);
        assertThrows(AssertionError.class, () -> late.requireComplete(0, 100));
        requireFound(Violation.LOST, late);
        DeliveryChecker early = checker(DeliveryMode.AT_LEAST_ONCE);
        session(early, 0, 10).terminated();
        early.reset(() -> 500);
        session(early, 4, 5);
        requireFound(Violation.DOUBLED, early);
    }
}
