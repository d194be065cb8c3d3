package io.tailrace.samples.cli;

import io.tailrace.FrameConsumer;
import io.tailrace.FrameDecoder;
import io.tailrace.GapException;
import io.tailrace.Reader;
import io.tailrace.WaitSet;
import io.tailrace.WakeableIdleStrategy;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * Prints what a reader delivers.
 *
 * <p>A reader stores its cursor before poll returns, behind every frame that its consumer took. For the cursor to be
 * never ahead of what was flushed, not even after a kill between two instructions, each line of a named reader is
 * flushed before the consumer returns: a callback cannot know whether it is the last one of its poll, and a flush
 * after the poll would come too late. That is one system call a frame. A reader without a name has no cursor to be
 * ahead of anything; its lines are flushed once a poll.
 */
final class FramePrinter {
    private static final int FRAMES_PER_POLL = 256;
    private static final long MARK_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Reader reader;
    private final Output out;
    private final StopSignal stop;
    private final Consumer<GapException> onGap;
    private final FrameDecoder<Bytes> decoder;
    private final FrameConsumer<Bytes> consumer;
    private long lastMark = System.nanoTime() - MARK_INTERVAL_NANOS;

    /** @param onGap may throw, which ends it */
    FramePrinter(
            Reader reader,
            FrameFormat format,
            Output out,
            boolean flushEachLine,
            StopSignal stop,
            Consumer<GapException> onGap) {
        this.reader = reader;
        this.out = out;
        this.stop = stop;
        this.onGap = onGap;
        this.decoder = format.decoder();
        this.consumer = line -> {
            out.write(line);
            if (flushEachLine) {
                out.flush();
            }
            return !stop.isRequested();
        };
    }

    /** Prints until the limit, the reader's end or the signal. */
    void run(long limit) {
        try (WakeableIdleStrategy idle =
                new WakeableIdleStrategy(WakeableIdleStrategy.DEFAULT_BOUND, this::waitsForMore)) {
            stop.wakeBy(idle::wake);
            long left = limit;
            while (left > 0 && !reader.isDone() && !stop.isRequested()) {
                int printed = poll((int) Math.min(left, FRAMES_PER_POLL));
                left -= printed;
                markActive();
                idle.idle(printed);
            }
        }
    }

    private boolean waitsForMore(WaitSet set) {
        set.add(reader);
        return !stop.isRequested();
    }

    private int poll(int limit) {
        try {
            return reader.poll(decoder, consumer, limit);
        } catch (GapException gap) {
            onGap.accept(gap);
            return 0;
        } finally {
            // Also if what comes next is damaged: what stands before it was taken.
            out.flush();
        }
    }

    private void markActive() {
        long now = System.nanoTime();
        if (now - lastMark >= MARK_INTERVAL_NANOS) {
            lastMark = now;
            reader.markActive(SystemEpochNanoClock.INSTANCE.nanoTime(), false);
        }
    }
}
