package io.tailrace.internal.wake;

import io.tailrace.internal.memory.Words;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import org.jspecify.annotations.Nullable;

/**
 * One thread's sleep by futex on many words of others and one of its own.
 *
 * <pre>
 *   0  own word, raised by who wakes this thread alone
 *  16  until when to sleep
 *  64  entries, the first for the own word
 * </pre>
 */
final class WaitWords {
    /** Most words of others. */
    static final int MOST = Futex.MOST_WORDS - 1;

    private static final int TIME_OFFSET = 16;
    private static final int ENTRIES_OFFSET = 64;

    private @Nullable ByteBuffer memory;
    private ByteBuffer entries = ByteBuffer.allocate(0);
    private long address;
    private int count;
    private Interruption interruption = new Interruption();

    /** What an interrupt closes instead of a channel: the JDK calls it on the thread that interrupts. */
    private final class Interruption extends AbstractInterruptibleChannel {
        @Override
        protected void implCloseChannel() {
            wakeUp();
        }

        void willSleep() {
            begin();
        }

        /** False if it is spent. */
        boolean hasSlept() {
            try {
                end(true);
            } catch (AsynchronousCloseException e) {
                // The thread is interrupted, and still is.
                return false;
            }
            return isOpen();
        }
    }

    void begin() {
        ByteBuffer own = memory;
        if (own == null) {
            own = ByteBuffer.allocateDirect(ENTRIES_OFFSET + Futex.MOST_WORDS * Futex.ENTRY_LENGTH)
                    .order(ByteOrder.LITTLE_ENDIAN);
            address = Futex.address(own);
            own.position(ENTRIES_OFFSET);
            entries = own.slice().order(ByteOrder.LITTLE_ENDIAN);
            own.position(0);
            memory = own;
        }
        // Before by is set, which who wakes looks at before it raises the word.
        Futex.putEntry(entries, 0, address, (int) Words.longVolatile(own, 0));
        count = 1;
    }

    void add(long word, int expected) {
        Futex.putEntry(entries, count++, word, expected);
    }

    void sleep(long nanos) {
        interruption.willSleep();
        try {
            Futex.putTime(memory, TIME_OFFSET, System.nanoTime() + nanos);
            Futex.wait(address + ENTRIES_OFFSET, count, address + TIME_OFFSET);
        } finally {
            if (!interruption.hasSlept()) {
                interruption = new Interruption();
            }
        }
    }

    /** Any thread. */
    void wakeUp() {
        ByteBuffer own = memory;
        if (own != null) {
            Words.addLong(own, 0, 1);
            Futex.wakeAll(address);
        }
    }
}
