package io.tailrace.samples.dashboard.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A journal as if it had been written for centuries: positions that no double holds. */
final class FarJournal {
    /** Multiples of 8 are exact as doubles up to 2^56; from 2^58 on only those of 64 are. */
    static final long FIRST_PAGE = 1L << 42;

    private FarJournal() {}

    /** Makes one without frames. */
    static void make(Path path) throws IOException {
        JournalOptions options = JournalOptions.defaults().pageSize(BrowserStage.PAGE_SIZE);
        Journal.openOrCreate(path, options).close();
        Path page = path.resolve(PageDescriptor.fileName(0));
        put(page, PageDescriptor.INDEX_OFFSET, FIRST_PAGE);
        Files.move(page, path.resolve(PageDescriptor.fileName(FIRST_PAGE)));
        Files.deleteIfExists(path.resolve(PageDescriptor.fileName(1)));
        int bits = Integer.numberOfTrailingZeros(BrowserStage.PAGE_SIZE);
        long first = Positions.firstFrame(FIRST_PAGE, bits);
        assertTrue(first > 1L << 53);
        Path control = path.resolve("control");
        put(control, ControlDescriptor.CURRENT_PAGE_INDEX_OFFSET, FIRST_PAGE);
        put(control, ControlDescriptor.TOTAL_PAGES_OFFSET, FIRST_PAGE + 1);
        put(control, ControlDescriptor.WRITE_POS_OFFSET, first);
        put(control, ControlDescriptor.FLOOR_OFFSET, first);
    }

    private static void put(Path file, int offset, long value) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, value);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(bytes, offset);
        }
    }
}
