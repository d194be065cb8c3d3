package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Appending within a capacity, up to its very end, and asking whether there is room, allocates nothing. */
class GateAllocationTest {
    private static final int FRAMES = 200_000;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** @param behind frames that the consumer is behind: one, or as many as the capacity has room for */
    @ParameterizedTest
    @ValueSource(ints = {1, 4 * 1024 * 1024 / 80})
    void perFrame(int behind) {
        Journal journal = journals.create(
                JournalOptions.defaults().capacity(4 * 1024 * 1024).pageSize(4 * 1024 * 1024));
        Appender appender = journals.closing(journal.appender());
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("slow")));
        byte[] payload = new byte[64];
        FrameHandler handler = (buffer, offset, length, header) -> {};
        // Over some switches as well: the first ones link what they call, once in a JVM.
        run(appender, reader, handler, payload, FRAMES, behind);
        long before = threads.getCurrentThreadAllocatedBytes();
        run(appender, reader, handler, payload, FRAMES, 0);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        // A switch of pages may allocate, and there are a few of them.
        assertTrue(allocated < FRAMES / 10, "allocated " + allocated + " bytes with " + FRAMES + " frames");
    }

    /** First runs ahead, then keeps that distance. */
    private static void run(
            Appender appender, Reader reader, FrameHandler handler, byte[] payload, int frames, int ahead) {
        for (int i = 0; i < ahead && appender.isReady(payload.length); i++) {
            appender.append(payload);
        }
        for (int i = 0; i < frames; i++) {
            if (!appender.isReady(payload.length)) {
                reader.poll(handler, 1);
            }
            appender.append(payload);
            reader.poll(handler, 1);
        }
    }
}
