package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A reader beside the writer sees a frame whole or not at all: payload and timestamp are there when the word is. */
class TornFramesTest {
    private static final int FRAMES = 20_000;
    private static final int LENGTH = 8000;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private long next = 1;
    private volatile boolean stopped;

    @Test
    void besideTheWriter() throws InterruptedException {
        Journal journal = journals.create(JournalOptions.defaults().pageSize(1 << 22));
        Appender appender = journals.closing(journal.appender());
        Reader reader = journals.closing(journal.reader());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread writer = new Thread(() -> append(appender));
        writer.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        writer.start();
        // A spinning reader, not one that parks: it has to be there in the moment between two stores.
        long deadline = System.nanoTime() + 30_000_000_000L;
        try {
            while (next <= FRAMES && failure.get() == null && System.nanoTime() < deadline) {
                reader.poll(this::check, 100);
            }
        } finally {
            // Before anything is closed under the writer.
            stopped = true;
            writer.join();
        }
        assertEquals(null, failure.get());
        assertEquals(FRAMES + 1, next);
    }

    private void append(Appender appender) {
        ByteBuffer payload = ByteBuffer.allocateDirect(LENGTH);
        byte[] bytes = new byte[LENGTH];
        for (long i = 1; i <= FRAMES && !stopped; i++) {
            payload.putLong(0, i).putLong(LENGTH / 2, i).putLong(LENGTH - 8, i);
            payload.get(0, bytes);
            switch ((int) (i % 3)) {
                case 0 -> appender.append(bytes, 0, LENGTH, 1, i);
                case 1 -> appender.append(payload, 1, i);
                default -> {
                    Claim claim = appender.claim(LENGTH);
                    claim.buffer().putBytes(0, bytes);
                    claim.commit(LENGTH, 1, i);
                }
            }
        }
    }

    private void check(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        assertEquals(next, header.timestamp());
        assertEquals(LENGTH, length);
        long expected = Long.reverseBytes(next);
        // From the end: what is copied last is what would be missing.
        assertEquals(expected, buffer.getLong(offset + LENGTH - 8));
        assertEquals(expected, buffer.getLong(offset + LENGTH / 2));
        assertEquals(expected, buffer.getLong(offset));
        next++;
    }
}
