package io.tailrace.internal.wake;

import static io.tailrace.layout.ControlDescriptor.*;
import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tailrace.Await;
import io.tailrace.WakeUp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bits of a bell: who rings nobody stores nothing, and what somebody cannot do is remembered for a while. Without native access. */
class BellTest {
    private static final long RETRY_NANOS = 10_000_000_000L;

    private final ByteBuffer control = ByteBuffer.allocateDirect(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final Bell frames = new Bell(control, FRAMES_BELL_OFFSET);
    private final Bell room = new Bell(control, ROOM_BELL_OFFSET);

    @AfterEach
    void asItWas() {
        Bell.retryAfter(RETRY_NANOS);
    }

    private int word() {
        return control.getInt(FRAMES_BELL_OFFSET);
    }

    @Test
    void nobodySleeps() {
        control.putInt(FRAMES_BELL_OFFSET, BELL_NO_FUTEX | BELL_NO_DOORBELL | 77 * BELL_RING);
        ByteBuffer before = copy();
        frames.ring();
        room.ring();
        assertEquals(before, copy(), "a ring that nobody waits for leaves no trace");
    }

    private ByteBuffer copy() {
        return ByteBuffer.allocate(HEADER_LENGTH).put(control.duplicate()).flip();
    }

    @Test
    void isClearedAndCounted() {
        assertEquals(BELL_DOORBELL, frames.set(BELL_DOORBELL));
        assertEquals(BELL_DOORBELL, frames.set(BELL_DOORBELL));
        room.ring();
        assertEquals(BELL_DOORBELL, word(), "that is another bell");
        frames.ring();
        assertEquals(BELL_RING, word());
        frames.ring();
        assertEquals(BELL_RING, word(), "nobody sleeps any more");
    }

    @Test
    void ringsAreCountedModulo() {
        control.putInt(FRAMES_BELL_OFFSET, 0xFFFF_FFF0 | BELL_DOORBELL);
        frames.ring();
        assertEquals(0, word());
        assertEquals(0, control.getInt(ROOM_BELL_OFFSET));
    }

    @Test
    void whoCannotWakeByFutexSaysSo() {
        assumeFalse(Futex.isAvailable());
        control.putInt(FRAMES_BELL_OFFSET, BELL_FUTEX);
        frames.ring();
        assertEquals(BELL_RING | BELL_NO_FUTEX, word());
        assertNotEquals(WakeUp.FUTEX, way(frames));
    }

    /** A sleeper that was rung rings others by doorbells; that it could not wake one by futex says nothing, for that one was woken. */
    @Test
    void thoseThatAreLeftAreOfDoorbells() {
        control.putInt(FRAMES_BELL_OFFSET, BELL_FUTEX | BELL_DOORBELL);
        frames.ringLeft();
        assertEquals(BELL_FUTEX | BELL_DOORBELL, word());
    }

    @Test
    void whoCannotReachADoorbellSaysSo() {
        assumeTrue(Doorbell.isAvailable());
        assertEquals(WakeUp.DOORBELL, way(frames));
        frames.leave(4_711L << 32 | 4_711);
        frames.set(BELL_DOORBELL);
        frames.ring();
        assertEquals(BELL_RING | BELL_NO_DOORBELL, word());
        assertEquals(WakeUp.POLLING, way(frames));
        assertEquals(WakeUp.DOORBELL, way(room), "which nobody failed to ring");
    }

    @Test
    void isForgotten() {
        assumeTrue(Doorbell.isAvailable());
        control.putInt(FRAMES_BELL_OFFSET, BELL_NO_DOORBELL | BELL_NO_FUTEX | 3 * BELL_RING);
        assertEquals(WakeUp.POLLING, way(frames));
        assertEquals(WakeUp.POLLING, way(frames), "not at once");
        assertEquals(BELL_NO_DOORBELL | BELL_NO_FUTEX | 3 * BELL_RING, word());
        Bell.retryAfter(1);
        Await.until("it is forgotten", () -> way(frames) == WakeUp.DOORBELL);
        assertEquals(3 * BELL_RING, word());
    }

    /** Else each of many sleepers would forget at a time of its own, and be woken late for it. */
    @Test
    void theTimeBeginsAnewIfAnotherForgot() {
        assumeTrue(Doorbell.isAvailable());
        control.putInt(FRAMES_BELL_OFFSET, BELL_NO_DOORBELL);
        assertEquals(WakeUp.POLLING, way(frames));
        control.putInt(FRAMES_BELL_OFFSET, 0);
        assertEquals(WakeUp.DOORBELL, way(frames));
        Bell.retryAfter(1);
        control.putInt(FRAMES_BELL_OFFSET, BELL_NO_DOORBELL);
        assertEquals(WakeUp.POLLING, way(frames));
        assertEquals(BELL_NO_DOORBELL, word(), "seen for the first time");
    }

    /** Whatever others write there, it costs those who wait their bound, and those who ring a few datagrams. */
    @Test
    void anyBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            for (int offset = DOORBELLS_OFFSET; offset < UNNAMED_OFFSET; offset += Long.BYTES) {
                // Never a port of this network, where somebody may live.
                control.putLong(offset, random.nextInt(4) == 0 ? 0 : random.nextLong() & ~0xFFFFL);
            }
            control.putInt(FRAMES_BELL_OFFSET, random.nextInt());
            control.putInt(ROOM_BELL_OFFSET, random.nextInt());
            for (Bell bell : new Bell[] {frames, room}) {
                bell.refused();
                for (int i = 0; i < DOORBELLS; i++) {
                    bell.ring();
                }
                int found = bell.set(0);
                assertEquals(0, found & Bell.WAITED_FOR, "seed " + seed);
            }
        }
    }

    /** How a sleeper on this bell alone would be woken. */
    private static WakeUp way(Bell bell) {
        int refused = bell.refused();
        if (Futex.isAvailable() && (refused & BELL_NO_FUTEX) == 0) {
            return WakeUp.FUTEX;
        }
        return Doorbell.isAvailable() && (refused & BELL_NO_DOORBELL) == 0 ? WakeUp.DOORBELL : WakeUp.POLLING;
    }
}
