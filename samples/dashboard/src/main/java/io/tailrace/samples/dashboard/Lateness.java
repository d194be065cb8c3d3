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

    private final FrameHandler measure = (buffer, offset, length, header) -> measure(header.timestamp());
    /** Takes a quarter of a MiB: there is none for a journal that nobody looks at. */
    private volatile @Nullable LatenessWindow window;

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
            window = current == null ? null : new LatenessWindow();
            journal = current;
        }
        LatenessWindow into = window;
        long now = System.nanoTime();
        if (current == null || into == null || now - openAt < 0) {
            return;
        }
        try {
            if (reader == null) {
                reader = current.reader(ReaderOptions.defaults().start(Start.latest()));
            }
            read(reader, into, now);
        } catch (RuntimeException | InternalError e) {
            // Closed, deleted, damaged or truncated: the sampler says what; this begins anew.
            pause(now + RETRY_NANOS);
        }
    }

    private void read(Reader from, LatenessWindow into, long now) {
        clockOffset = Moment.now().epochNanos() - System.nanoTime();
        into.roll(now);
        fullSteps = from.poll(measure, STEP_FRAMES) == STEP_FRAMES ? fullSteps + 1 : 0;
        if (fullSteps == FULL_STEPS) {
            into.passOver();
            pause(now + PAUSE_NANOS);
        }
    }

    private void measure(long timestamp) {
        LatenessWindow into = window;
        if (timestamp != 0 && into != null) {
            into.add(System.nanoTime() + clockOffset - timestamp);
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
        LatenessWindow measured = window;
        return measured == null ? null : measured.view();
    }

    @Override
    public void close() {
        pause(System.nanoTime());
        window = null;
        journal = null;
    }
}
