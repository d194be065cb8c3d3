package io.tailrace.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TurnTest {
    private final Baton baton = new Baton();
    private final Sender one = new Sender();
    private final Sender two = new Sender();

    @Test
    void aTurnThatWasOneMansForTwoBillionElementsEnds() {
        assertTrue(one.turn.take());
        for (long i = 0; i < 1L << 31; i++) {
            one.turn.appended();
        }
        assertFalse(one.turn.isOver(), "nobody waits");
        assertFalse(two.turn.take());
        assertTrue(one.turn.isOver());
    }

    @Test
    void whoStandsAsideIsPassedByAndMayAskAnew() {
        assertTrue(one.turn.take());
        assertFalse(two.turn.take());
        two.turn.standAside();
        one.turn.pass();
        assertEquals(0, two.grants);
        assertFalse(two.turn.isInLine());
        assertTrue(one.turn.take());
        assertFalse(two.turn.take());
        one.turn.pass();
        assertEquals(1, two.grants);
        assertTrue(two.turn.noteGrant());
    }

    @Test
    void whoIsBackInTimeKeepsItsPlace() {
        assertTrue(one.turn.take());
        assertFalse(two.turn.take());
        two.turn.standAside();
        two.turn.standInLine();
        one.turn.passAndAsk();
        assertTrue(two.turn.noteGrant());
        two.turn.pass();
        assertTrue(one.turn.noteGrant());
    }

    @Test
    void whatWasGrantedJustBeforeIsPassedOn() {
        assertTrue(one.turn.take());
        assertFalse(two.turn.take());
        one.turn.pass();
        two.turn.standAside();
        assertFalse(two.turn.noteGrant());
        assertTrue(one.turn.take());
    }

    @Test
    void whoLeavesTheLineIsNotGranted() {
        assertTrue(one.turn.take());
        assertFalse(two.turn.take());
        two.turn.leave();
        assertFalse(baton.isContended());
        one.turn.pass();
        assertEquals(0, two.grants);
        assertTrue(one.turn.take());
    }

    private final class Sender implements Baton.Holder {
        final Turn turn = new Turn(this);
        int grants;

        Sender() {
            turn.join(baton);
        }

        @Override
        public void poke() {}

        @Override
        public void granted() {
            if (turn.grant()) {
                grants++;
            }
        }

        @Override
        public void wake() {}
    }
}
