package io.tailrace.samples.worker;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Until;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The results, in a journal of their own. Each carries the position of the frame that it is of; one whose position is
 * there already is not written again. That is what makes a worker exactly once whose frames come at least once. Where
 * results go into a database, the position is a unique key there.
 *
 * <p>It also notes each frame that is handed over, for the account at the end only.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Ledger implements AutoCloseable {
    /** A frame was handed over: its sequence. */
    static final int HANDED_OVER = 1;

    /** A result: position of the frame, its sequence, its worth. */
    static final int RESULT = 2;

    static final int SEQUENCE_OF_RESULT = Long.BYTES;
    static final int WORTH = 2 * Long.BYTES;
    private static final int RESULT_LENGTH = 3 * Long.BYTES;
    private static final long NO_TIMESTAMP = 0;

    private final Journal journal;
    private final Appender appender;
    private final ByteBuffer bytes = ByteBuffer.allocate(RESULT_LENGTH).order(ByteOrder.LITTLE_ENDIAN);

    /** Positions only rise, since results are written in the order of the frames: the last one stands for all. */
    private long last = JournalException.NO_POSITION;

    private Ledger(Journal journal, Appender appender) {
        this.journal = journal;
        this.appender = appender;
    }

    /**
     * Opens or makes it, and reads where it stands.
     *
     * @throws JournalException for example if another worker still writes it; may be tried again if it says so
     */
    static Ledger open(Path path) {
        Journal journal = Journal.openOrCreate(path);
        try {
            // First the writer's role: from here on nobody else adds to it.
            return readOn(new Ledger(journal, journal.appender()));
        } catch (JournalException e) {
            journal.close();
            throw e;
        }
    }

    private static Ledger readOn(Ledger ledger) {
        try {
            ledger.last = lastPosition(ledger.journal);
            return ledger;
        } catch (JournalException e) {
            ledger.close();
            throw e;
        }
    }

    private static long lastPosition(Journal journal) {
        long[] found = {JournalException.NO_POSITION};
        try (Reader reader = journal.reader(ReaderOptions.defaults().until(Until.tail()))) {
            while (!reader.isDone()) {
                reader.poll(
                        (buffer, offset, length, header) -> {
                            if (header.type() == RESULT) {
                                found[0] = buffer.getLong(offset);
                            }
                        },
                        Integer.MAX_VALUE);
            }
        }
        return found[0];
    }

    /** Notes that a frame was handed over, once more maybe. */
    synchronized void handedOver(Order order) {
        bytes.clear().putLong(order.sequence()).flip();
        appender.append(bytes, HANDED_OVER, NO_TIMESTAMP);
    }

    /**
     * Writes a result, unless it is there.
     *
     * @param position of the frame
     * @return whether it was not there
     */
    synchronized boolean enter(long position, Order order, long worth) {
        if (position <= last) {
            return false;
        }
        bytes.clear().putLong(position).putLong(order.sequence()).putLong(worth).flip();
        appender.append(bytes, RESULT, NO_TIMESTAMP);
        last = position;
        return true;
    }

    @Override
    public synchronized void close() {
        appender.close();
        journal.close();
    }
}
