package io.tailrace.stress.races;

import io.tailrace.stress.races.RaceKind.Matter;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Does what is waited for, each time at a random moment around the one at which the sleeper goes to sleep. */
final class Ringer {
    /** A wakeable strategy goes to sleep after 10 us, a gate after 100 us. */
    private static final long FIRST_AT_A_GATE_NANOS = 85_000;

    private static final long WINDOW_NANOS = 30_000;

    /** A gate yields before it sleeps, which on a busy machine takes much longer than on another. */
    private static final int AT_TIMES = 8;

    private static final long LONG_WINDOW_NANOS = 1_500_000;

    /** Then the sleeper has slept for long: its sleeps are as long as the bound, no naps. */
    private static final int SELDOM = 1_000;

    private static final long FIRST_LATE_NANOS = 20_000_000;
    private static final long LAST_LATE_NANOS = 30_000_000;

    private final Meeting meeting;
    private final Matter matter;
    private final Ringing ringing;
    private final SplittableRandom random;

    Ringer(Meeting meeting, Matter matter, Ringing ringing, long seed) {
        this.meeting = meeting;
        this.matter = matter;
        this.ringing = ringing;
        this.random = new SplittableRandom(seed);
    }

    void run(long races) {
        for (long race = 1; race <= races; race++) {
            meeting.awaitWaiting(race);
            pause();
            meeting.rings(System.nanoTime());
            ringing.ring(race);
            meeting.hasRung(race, System.nanoTime());
        }
    }

    private void pause() {
        long begin = System.nanoTime();
        long pause = pauseNanos();
        if (pause >= FIRST_LATE_NANOS) {
            LockSupport.parkNanos(pause - WINDOW_NANOS);
        }
        while (System.nanoTime() - begin < pause) {
            Thread.onSpinWait();
        }
    }

    private long pauseNanos() {
        if (random.nextInt(SELDOM) == 0) {
            return random.nextLong(FIRST_LATE_NANOS, LAST_LATE_NANOS);
        }
        if (matter != Matter.ROOM) {
            return random.nextLong(WINDOW_NANOS);
        }
        return FIRST_AT_A_GATE_NANOS
                + random.nextLong(random.nextInt(AT_TIMES) == 0 ? LONG_WINDOW_NANOS : WINDOW_NANOS);
    }
}
