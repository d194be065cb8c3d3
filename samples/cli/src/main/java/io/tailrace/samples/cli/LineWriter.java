package io.tailrace.samples.cli;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.GateClosedException;
import io.tailrace.Journal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Appends each line of a stream as a frame.
 *
 * <p>An appender is for one thread, and the thread that uses it may be blocked in a read when the process is told to
 * end. So the lock is held while lines are appended and free while the stream is read: {@link #close()}, from
 * whichever thread, comes between two chunks, and nothing is appended after it.
 */
final class LineWriter implements AutoCloseable {
    private static final int CHUNK_SIZE = 1 << 16;
    private static final long MARK_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** An acknowledgement may be blocked by who does not read it; then the kernel frees what the appender holds. */
    private static final int CLOSE_PATIENCE_SECONDS = 5;

    private static final long TELL_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Duration LOOK_WHETHER_TO_END = Duration.ofMillis(200);

    private final ReentrantLock lock = new ReentrantLock();
    private final Appender appender;
    private final int type;
    private final boolean timestamps;
    private final @Nullable Output acknowledgements;
    private final Consumer<String> onWaiting;
    private final Bytes acknowledgement = new Bytes();
    private final LineSplitter splitter;
    private long lastTold = System.nanoTime() - TELL_INTERVAL_NANOS;
    private long lastMark = System.nanoTime() - MARK_INTERVAL_NANOS;
    private boolean closed;

    /** Told to end: a line that waits for a consumer gives up. */
    private volatile boolean closing;

    /** @param onWaiting told when a line has to wait for a consumer, at most every ten seconds */
    LineWriter(
            Journal journal,
            int type,
            boolean timestamps,
            @Nullable Output acknowledgements,
            Consumer<String> onWaiting) {
        this.appender = journal.appender(AppenderOptions.defaults().gateTimeout(LOOK_WHETHER_TO_END));
        this.type = type;
        this.timestamps = timestamps;
        this.acknowledgements = acknowledgements;
        this.onWaiting = onWaiting;
        this.splitter = new LineSplitter(journal.maxPayloadLength(), this::append);
    }

    /** Appends until the stream ends, or this is closed. */
    void run(InputStream in) throws IOException {
        byte[] chunk = new byte[CHUNK_SIZE];
        int length;
        do {
            length = in.read(chunk);
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                if (length < 0) {
                    splitter.end();
                } else {
                    splitter.feed(chunk, length);
                }
                markActive();
            } finally {
                lock.unlock();
            }
        } while (length >= 0);
    }

    private void append(byte[] bytes, int offset, int length) {
        long timestamp = timestamps ? SystemEpochNanoClock.INSTANCE.nanoTime() : 0;
        long position = appendWhenOpen(bytes, offset, length, timestamp);
        if (acknowledgements != null) {
            acknowledgements.write(acknowledgement.clear().decimal(position).put('\n'));
            acknowledgements.flush();
        }
    }

    /** Waits for consumers as long as it takes, unless told to end. */
    private long appendWhenOpen(byte[] bytes, int offset, int length, long timestamp) {
        while (true) {
            try {
                return appender.append(bytes, offset, length, type, timestamp);
            } catch (GateClosedException e) {
                if (closing) {
                    throw new FailedException("told to end while it waited: " + e.getMessage(), e);
                }
                tellThatItWaits(e);
                markActive();
            }
        }
    }

    /** Not at each line: behind a consumer that is slow, but reads, every one may wait. */
    private void tellThatItWaits(GateClosedException why) {
        long now = System.nanoTime();
        if (now - lastTold >= TELL_INTERVAL_NANOS) {
            lastTold = now;
            onWaiting.accept(why.getMessage());
        }
    }

    private void markActive() {
        long now = System.nanoTime();
        if (now - lastMark >= MARK_INTERVAL_NANOS) {
            lastMark = now;
            appender.markActive(SystemEpochNanoClock.INSTANCE.nanoTime());
        }
    }

    /** Leaves the writer's role. Any thread; again does nothing. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!lock.tryLock(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            if (!closed) {
                closed = true;
                appender.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
