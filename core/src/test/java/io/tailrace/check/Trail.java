package io.tailrace.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a subscription in another process did, in a mapped file: the process leaves it behind when it is killed, to the instruction, and who
 * killed it tells a checker. The methods are those of a {@link DeliveryChecker.Session} and are called at the same places. Any thread.
 */
public final class Trail {
    /** Things that can be left behind. */
    public static final int MOST = 1 << 18;

    private static final int FIELDS = 4;
    private static final int COUNT_OF_FRAMES = 0;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer bytes;
    private final AtomicInteger next = new AtomicInteger(1);
    private final AtomicInteger frames = new AtomicInteger();

    private enum Step {
        NOTHING,
        REQUESTING,
        RECEIVED,
        LEFT,
        GAP,
        ACKNOWLEDGING,
        ACKNOWLEDGED,
        CANCELLING,
        CANCELLED,
        ENDING,
        TERMINATED
    }

    private Trail(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Made if there is none; one process writes to it, one subscription. */
    public static Trail open(Path path) {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Trail(channel.map(FileChannel.MapMode.READ_WRITE, 0, MOST * FIELDS * 8L));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void requesting(long n) {
        leave(Step.REQUESTING, n, 0, 0);
    }

    public int received(Stamp stamp) {
        leave(Step.RECEIVED, stamp.writer(), stamp.sequence(), stamp.position());
        int frame = frames.getAndIncrement();
        LONG.setRelease(bytes, COUNT_OF_FRAMES, frame + 1L);
        return frame;
    }

    public void left() {
        leave(Step.LEFT, 0, 0, 0);
    }

    public void gap(long from, long to) {
        leave(Step.GAP, from, to, 0);
    }

    public void acknowledging(int frame) {
        leave(Step.ACKNOWLEDGING, frame, 0, 0);
    }

    public void acknowledged(int frame) {
        leave(Step.ACKNOWLEDGED, frame, 0, 0);
    }

    public void cancelling(boolean insideOnNext) {
        leave(Step.CANCELLING, insideOnNext ? 1 : 0, 0, 0);
    }

    public void cancelled() {
        leave(Step.CANCELLED, 0, 0, 0);
    }

    public void ending() {
        leave(Step.ENDING, 0, 0, 0);
    }

    public void terminated() {
        leave(Step.TERMINATED, 0, 0, 0);
    }

    /** How many frames came; for those who look while they come. */
    public long frames() {
        return (long) LONG.getAcquire(bytes, COUNT_OF_FRAMES);
    }

    /** Notes where the frames are. */
    public void noteIn(Positions positions) {
        for (int at = 1; at < MOST && field(at, 0) != Step.NOTHING.ordinal(); at++) {
            if (field(at, 0) == Step.RECEIVED.ordinal()) {
                Stamp stamp = new Stamp((int) field(at, 1), field(at, 2), field(at, 3));
                if (!positions.note(stamp)) {
                    throw new AssertionError(stamp + " is elsewhere, or another one is there");
                }
            }
        }
    }

    /** The gaps that were told, as pairs of both ends. */
    public List<List<Long>> gaps() {
        List<List<Long>> gaps = new ArrayList<>();
        for (int at = 1; at < MOST && field(at, 0) != Step.NOTHING.ordinal(); at++) {
            if (field(at, 0) == Step.GAP.ordinal()) {
                gaps.add(List.of(field(at, 1), field(at, 2)));
            }
        }
        return gaps;
    }

    /** Tells a checker all of it; the process has ended. */
    public void tell(DeliveryChecker.Session session) {
        for (int at = 1; at < MOST; at++) {
            Step step = Step.values()[(int) field(at, 0)];
            if (step == Step.NOTHING) {
                return;
            }
            tell(session, step, at);
        }
    }

    private void tell(DeliveryChecker.Session session, Step step, int at) {
        switch (step) {
            case REQUESTING -> session.requesting(field(at, 1));
            case RECEIVED -> session.received(new Stamp((int) field(at, 1), field(at, 2), field(at, 3)));
            case LEFT -> session.left();
            case GAP -> session.gap(field(at, 1), field(at, 2));
            case ACKNOWLEDGING -> session.acknowledging((int) field(at, 1));
            case ACKNOWLEDGED -> session.acknowledged((int) field(at, 1));
            case CANCELLING -> session.cancelling(field(at, 1) != 0);
            case CANCELLED -> session.cancelled();
            case ENDING -> session.ending();
            default -> session.terminated();
        }
    }

    private long field(int at, int field) {
        return (long) LONG.getAcquire(bytes, (at * FIELDS + field) * 8);
    }

    private synchronized void leave(Step step, long first, long second, long third) {
        int at = next.getAndIncrement();
        if (at == MOST) {
            throw new IllegalStateException("no room for more than " + MOST);
        }
        LONG.set(bytes, (at * FIELDS + 1) * 8, first);
        LONG.set(bytes, (at * FIELDS + 2) * 8, second);
        LONG.set(bytes, (at * FIELDS + 3) * 8, third);
        // Last: who is killed in between has not done it.
        LONG.setRelease(bytes, at * FIELDS * 8, (long) step.ordinal());
    }
}
