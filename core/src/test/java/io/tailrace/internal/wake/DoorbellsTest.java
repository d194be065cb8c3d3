package io.tailrace.internal.wake;

import static io.tailrace.layout.ControlDescriptor.*;
import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tailrace.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cells that sleepers leave and ringers take away, and what is left there by those who were killed, or mean it ill. */
class DoorbellsTest {
    private static final long LONG_NANOS = 10_000_000_000L;
    private static final long STRANGE = 4_711L << 32 | 4_711;

    private final ByteBuffer control = ByteBuffer.allocateDirect(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final Bell frames = new Bell(control, FRAMES_BELL_OFFSET);
    private final Bell room = new Bell(control, ROOM_BELL_OFFSET);
    private final List<Doorbell> open = new ArrayList<>();

    @BeforeEach
    void requireSockets() {
        assumeTrue(Doorbell.isAvailable());
    }

    @AfterEach
    void close() {
        open.forEach(Doorbell::close);
    }

    private Doorbell doorbell() {
        Doorbell doorbell = Doorbell.open();
        open.add(doorbell);
        return doorbell;
    }

    /** Whether others are left. */
    private boolean ring(Bell bell) {
        int offset = bell == frames ? FRAMES_BELL_OFFSET : ROOM_BELL_OFFSET;
        // Those that are left by now are to be rung.
        control.putInt(offset, BELL_RING);
        assertTrue(Doorbells.ring(control, bell));
        boolean left = (control.getInt(offset) & BELL_DOORBELL) != 0;
        control.putInt(offset, 0);
        return left;
    }

    private int taken() {
        int taken = 0;
        for (int offset = DOORBELLS_OFFSET; offset < UNNAMED_OFFSET; offset += Long.BYTES) {
            taken += control.getLong(offset) == 0 ? 0 : 1;
        }
        return taken;
    }

    private void fill(long with) {
        for (int offset = DOORBELLS_OFFSET; offset < UNNAMED_OFFSET; offset += Long.BYTES) {
            control.putLong(offset, with);
        }
    }

    @Test
    void thereIsRoomForSoMany() {
        for (int i = 0; i < DOORBELLS; i++) {
            assertTrue(Doorbells.leave(control, STRANGE + i) >= 0);
        }
        assertEquals(-1, Doorbells.leave(control, STRANGE));
        assertEquals(DOORBELLS, taken());
        assertEquals(0, control.getLong(DOORBELLS_OFFSET - Long.BYTES));
        assertEquals(0, control.getLong(UNNAMED_OFFSET));
    }

    @Test
    void oneIsTakenBackByWhoLeftIt() {
        int cell = Doorbells.leave(control, STRANGE);
        assertFalse(Doorbells.takeBack(control, cell, STRANGE + 1));
        assertEquals(1, taken());
        assertTrue(Doorbells.takeBack(control, cell, STRANGE));
        assertFalse(Doorbells.takeBack(control, cell, STRANGE));
        assertEquals(0, taken());
    }

    @Test
    void twoAtOnce() {
        for (int i = 0; i < 5; i++) {
            Doorbells.leave(control, doorbell().word());
        }
        assertTrue(ring(frames));
        assertEquals(3, taken());
        assertTrue(ring(frames));
        assertFalse(ring(frames));
        assertEquals(0, taken());
    }

    @Test
    void thoseThatWereLeftBehindTheLastRingAreLetSleep() {
        frames.leave(frames.doorbell(doorbell().word()));
        control.putInt(FRAMES_BELL_OFFSET, 0x7FFF * BELL_RING);
        frames.leave(frames.doorbell(doorbell().word()));
        frames.ringLeft();
        assertEquals(1, taken(), "of two");
        frames.ringLeft();
        assertEquals(1, taken());
        control.putInt(FRAMES_BELL_OFFSET, 0x8000 * BELL_RING);
        frames.ringLeft();
        assertEquals(0, taken());
    }

    @Test
    void thoseForRoomAreOthers() {
        room.leave(room.doorbell(doorbell().word()));
        assertFalse(ring(frames));
        assertEquals(1, taken());
        ring(room);
        assertEquals(0, taken());
    }

    @Test
    void oneRingEndsASleep() throws IOException {
        Doorbell doorbell = doorbell();
        Doorbells.leave(control, doorbell.word());
        ring(frames);
        long begin = System.nanoTime();
        doorbell.sleep(LONG_NANOS);
        assertTrue(System.nanoTime() - begin < LONG_NANOS / 2, "it was rung");
        begin = System.nanoTime();
        doorbell.sleep(20_000_000);
        assertTrue(System.nanoTime() - begin >= 19_000_000, "and only once");
    }

    /** A writer that was interrupted goes on appending, and its socket serves others of its process. */
    @Test
    void anInterruptedThreadRings() throws IOException {
        Doorbell doorbell = doorbell();
        for (int i = 0; i < 3; i++) {
            Thread.currentThread().interrupt();
            Doorbell.ring(doorbell.word());
            assertTrue(Thread.interrupted(), "left to the caller");
            long begin = System.nanoTime();
            doorbell.sleep(LONG_NANOS);
            assertTrue(System.nanoTime() - begin < LONG_NANOS / 2, "it was rung");
        }
    }

    @Test
    void whatIsOfAnotherNetworkIsTakenAwayAndTold() {
        fill(STRANGE);
        control.putInt(FRAMES_BELL_OFFSET, BELL_RING);
        assertFalse(Doorbells.ring(control, frames));
        assertEquals(BELL_RING, control.getInt(FRAMES_BELL_OFFSET));
        assertEquals(0, taken());
    }

    @Test
    void portThatNoneIs() {
        fill(doorbell().word() & ~0xFFFFL);
        control.putInt(FRAMES_BELL_OFFSET, BELL_RING);
        assertFalse(Doorbells.ring(control, frames));
        assertEquals(0, taken());
    }

    /** What killed ones left costs nobody more than a datagram each. */
    @Test
    void socketsThatAreGone() {
        Doorbell gone = doorbell();
        gone.close();
        fill(gone.word());
        for (int i = 0; i < DOORBELLS / 2; i++) {
            assertEquals(i < DOORBELLS / 2 - 1, ring(frames));
        }
        assertEquals(0, taken());
    }

    @Test
    void roomIsMadeOfThoseThatAreGone() {
        Doorbell gone = doorbell();
        gone.close();
        fill(gone.word() | DOORBELL_ROOM);
        Doorbells.makeRoom(control);
        assertEquals(DOORBELLS - 1, taken());
        fill(STRANGE);
        Doorbells.makeRoom(control);
        assertEquals(DOORBELLS - 1, taken());
    }

    @Test
    void noRoomIsMadeOfThoseThatAreThere() {
        fill(doorbell().word() | DOORBELL_ROOM);
        for (int i = 0; i < 100; i++) {
            Doorbells.makeRoom(control);
        }
        assertEquals(DOORBELLS, taken());
    }

    /** Who sends without end, to whatever port it finds, does not keep the sleeper from its work. */
    @Test
    void aFloodEndsASleepAndNoMore() throws IOException {
        Doorbell doorbell = doorbell();
        for (int i = 0; i < 100; i++) {
            Doorbell.ring(doorbell.word());
        }
        long begin = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            doorbell.sleep(30_000_000_000L);
        }
        assertTrue(System.nanoTime() - begin < 15_000_000_000L, "one sleep took all of them");
    }

    @Test
    void nothingIsLeftOpen() throws IOException {
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            Doorbell.open().close();
        }
        Await.until("their sockets are closed", () -> descriptors() <= before + 5);
    }

    private static long descriptors() {
        return new java.io.File("/proc/self/fd").list().length;
    }
}
