package io.tailrace.internal.wake;

import static io.tailrace.layout.ControlDescriptor.*;

import io.tailrace.internal.memory.Words;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The doorbells that sleepers left in a control file. One counts once: who rings takes it away before, so that what a killed sleeper left is
 * gone with the next ring. Two at once: a datagram costs microseconds of who rings, so those who are woken ring the others. Any thread.
 */
final class Doorbells {
    private Doorbells() {}

    /**
     * Rings some of those who sleep for a bell since before it was rung last. Who left a doorbell behind that looked behind it, too, and is let
     * sleep: those who are woken and sleep again would ring each other without end.
     *
     * @param bell whose bit is set again if others are left: who is to ring them may be killed before he does
     * @return false if one of them cannot be rung: it is of another network
     */
    static boolean ring(ByteBuffer control, Bell bell) {
        long first = 0;
        long second = 0;
        boolean reached = true;
        long now = bell.doorbell(0);
        for (int cell = 0; cell < DOORBELLS; cell++) {
            int offset = DOORBELLS_OFFSET + cell * Long.BYTES;
            long doorbell = Words.longAcquire(control, offset);
            if (doorbell == 0 || ((doorbell ^ now) & DOORBELL_ROOM) != 0 || ((doorbell ^ now) & DOORBELL_RINGS) == 0) {
                continue;
            }
            if (second != 0) {
                bell.set(BELL_DOORBELL);
                break;
            }
            if (!Words.casLong(control, offset, doorbell, 0)) {
                continue;
            }
            if (!Doorbell.isOfThisNetwork(doorbell)) {
                reached = false;
            } else if (first == 0) {
                first = doorbell;
            } else {
                second = doorbell;
            }
        }
        if (first != 0) {
            Doorbell.ring(first);
        }
        if (second != 0) {
            Doorbell.ring(second);
        }
        return reached;
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
