package io.tailrace.samples.dashboard;

import io.tailrace.FrameHandler;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import org.jspecify.annotations.Nullable;

/**
 * Measures how late frames are when this program reads them, with a reader that leaves no trace. It takes a bounded part of a processor: a
 * reader that falls behind leaves out what lies between it and the tail, since else it would measure its own delay.
 *
 * <p><b>Threading:</b> the looker's thread steps; any thread takes the view.
 */
final class Lateness implements AutoCloseable {
    /** Frames of one step; as many take less than a millisecond. */
    private static final int STEP_FRAMES = 4096;

    /** After so many full steps the reader is behind for good. */
    private static final int FULL_STEPS = 2;

    private static final long PAUSE_NANOS = 500_000_000L;
    private static final long RETRY_NANOS = 1_000_000_000L;

    private final LatenessWindow window = new LatenessWindow();
    private final FrameHandler measure = (buffer, offset, length, header) -> measure(header.timestamp());
    private @Nullable Journal journal;
    private @Nullable Reader reader;
    private int fullSteps;
    private long openAt = System.nanoTime();
    private long clockOffset;

    /**
     * Reads what has come.
     *
     * @param current the journal as it is open now; null if it is not, or nobody looks
     */
    void step(@Nullable Journal current) {
        if (current != journal) {
            close();
            window.clear();
            journal = current;
        }
        long now = System.nanoTime();
        if (current == null || now - openAt < 0) {
            return;
        }
        try {
            if (reader == null) {
                reader = current.reader(ReaderOptions.defaults().start(Start.latest()));
            }
            read(reader, now);
        } catch (RuntimeException | InternalError e) {
            // Closed, deleted, damaged or truncated: the sampler says what; this begins anew.
            pause(now + RETRY_NANOS);
        }
    }

    private void read(Reader from, long now) {
        clockOffset = Moment.now().epochNanos() - System.nanoTime();
        window.roll(now);
        fullSteps = from.poll(measure, STEP_FRAMES) == STEP_FRAMES ? fullSteps + 1 : 0;
        if (fullSteps == FULL_STEPS) {
            window.passOver();
            pause(now + PAUSE_NANOS);
        }
    }

    private void measure(long timestamp) {
        if (timestamp != 0) {
            window.add(System.nanoTime() + clockOffset - timestamp);
        }
    }

    private void pause(long until) {
        openAt = until;
        fullSteps = 0;
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    /** What was measured lately; null if nothing was. */
    @Nullable
    LatenessView view() {
        return window.view();
    }

    @Override
    public void close() {
        pause(System.nanoTime());
        journal = null;
    }
}
