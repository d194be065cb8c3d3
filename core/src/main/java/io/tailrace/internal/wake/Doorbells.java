package io.tailrace.internal.wake;

import static io.tailrace.layout.ControlDescriptor.*;

import io.tailrace.internal.memory.Words;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The doorbells that sleepers left in a control file. One counts once: who rings takes it away before, so that what a killed sleeper left is
 * gone with the next ring. Any thread.
 */
final class Doorbells {
    /** So many at once: a datagram costs microseconds of who rings, so those who are woken ring the others. */
    private static final int MOST_AT_ONCE = 2;

    /** What became of a ring. */
    record Rung(boolean isOneLeft, boolean isOneBeyond) {
        private static final Rung ALL = new Rung(false, false);
        private static final Rung BEYOND = new Rung(false, true);
        private static final Rung LEFT = new Rung(true, false);
        private static final Rung LEFT_AND_BEYOND = new Rung(true, true);

        static Rung of(boolean left, boolean beyond) {
            return left ? beyond ? LEFT_AND_BEYOND : LEFT : beyond ? BEYOND : ALL;
        }
    }

    private Doorbells() {}

    static Rung ring(ByteBuffer control, boolean room) {
        int rung = 0;
        boolean beyond = false;
        for (int cell = 0; cell < DOORBELLS; cell++) {
            int offset = DOORBELLS_OFFSET + cell * Long.BYTES;
            long doorbell = Words.longAcquire(control, offset);
            if (doorbell == 0 || (doorbell & DOORBELL_ROOM) != 0 != room) {
                continue;
            }
            if (rung == MOST_AT_ONCE) {
                return Rung.of(true, beyond);
            }
            if (Words.casLong(control, offset, doorbell, 0)) {
                if (Doorbell.ring(doorbell)) {
                    rung++;
                } else {
                    beyond = true;
                }
            }
        }
        return Rung.of(false, beyond);
    }

    static int leave(ByteBuffer control, long doorbell) {
        int first = ThreadLocalRandom.current().nextInt(DOORBELLS);
        for (int i = 0; i < DOORBELLS; i++) {
            int cell = (first + i) % DOORBELLS;
            if (Words.casLong(control, DOORBELLS_OFFSET + cell * Long.BYTES, 0, doorbell)) {
                return cell;
            }
        }
        return -1;
    }

    /**
     * Takes a doorbell away whose sleeper is gone, if the one that is looked at is such. Those of killed sleepers go with the next rings, but
     * nobody rings as long as nobody has the bell's bit set: cells that are all taken would stay so. One that is of another network may be
     * anybody's: if he lives, that costs him one sleep that is too long.
     */
    static void makeRoom(ByteBuffer control) {
        int offset = DOORBELLS_OFFSET + ThreadLocalRandom.current().nextInt(DOORBELLS) * Long.BYTES;
        long doorbell = Words.longAcquire(control, offset);
        if (doorbell != 0 && !Doorbell.isOpenHere(doorbell)) {
            Words.casLong(control, offset, doorbell, 0);
        }
    }

    static boolean takeBack(ByteBuffer control, int cell, long doorbell) {
        return Words.casLong(control, DOORBELLS_OFFSET + cell * Long.BYTES, doorbell, 0);
    }
}
