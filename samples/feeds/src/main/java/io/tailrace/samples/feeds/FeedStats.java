package io.tailrace.samples.feeds;

import io.tailrace.layout.Positions;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.HdrHistogram.Histogram;

/** Counts what one feed receives. The poll loop adds, another thread looks once a second: one lock nobody feels. */
final class FeedStats {
    private static final long MAX_LATENCY = TimeUnit.DAYS.toNanos(1);
    private static final int SIGNIFICANT_DIGITS = 3;

    private final String feed;
    private final IntSupplier pageBits;
    private final Continuity continuity;
    private final Histogram all = new Histogram(MAX_LATENCY, SIGNIFICANT_DIGITS);
    private final Histogram recent = new Histogram(MAX_LATENCY, SIGNIFICANT_DIGITS);
    private long frames;
    private long bytes;
    private long unchecked;
    private long switches;
    private long nextPosition = -1;
    private long lastPage = -1;
    private long shownFrames;
    private long shownBytes;
    private long shownSwitches;

    /**
     * Starts at nothing.
     *
     * @param feed its name
     * @param pageBits log2 of the page size; asked when there is a frame
     * @param continuity checks made messages
     */
    FeedStats(String feed, IntSupplier pageBits, Continuity continuity) {
        this.feed = feed;
        this.pageBits = pageBits;
        this.continuity = continuity;
    }

    /** Adds a frame that was received at a time, in ns since the epoch. */
    synchronized void add(Received frame, long epochNanos) {
        frames++;
        bytes += frame.length();
        nextPosition = frame.nextPosition();
        long page = Positions.pageIndex(frame.position(), pageBits.getAsInt());
        if (lastPage != page) {
            switches += lastPage < 0 ? 0 : 1;
            lastPage = page;
        }
        if (frame.timestamp() != 0) {
            recent.recordValue(Math.max(0, Math.min(MAX_LATENCY, epochNanos - frame.timestamp())));
        }
        if (frame.made()) {
            continuity.accept(frame.run(), frame.sequence());
        } else {
            unchecked++;
        }
    }

    /**
     * What happened since the last call.
     *
     * @param nanos time since then
     * @param tail the journal's tail, -1 if not known
     */
    synchronized Interval next(long nanos, long tail) {
        Interval interval = new Interval(
                feed,
                nanos,
                frames - shownFrames,
                bytes - shownBytes,
                switches - shownSwitches,
                tail < 0 || nextPosition < 0 ? -1 : Math.max(0, tail - nextPosition),
                Latencies.of(recent));
        shownFrames = frames;
        shownBytes = bytes;
        shownSwitches = switches;
        all.add(recent);
        recent.reset();
        return interval;
    }

    /** Where the next frame is expected, -1 before the first one. */
    synchronized long nextPosition() {
        return nextPosition;
    }

    /** Everything since the begin. */
    synchronized FeedTotals totals() {
        all.add(recent);
        recent.reset();
        return new FeedTotals(
                feed,
                frames,
                bytes,
                switches,
                unchecked,
                continuity.gaps(),
                continuity.duplicates(),
                Latencies.of(all));
    }
}
