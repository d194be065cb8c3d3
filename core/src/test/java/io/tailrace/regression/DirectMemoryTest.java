package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.TestJournals;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.page.FileMaker;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Direct memory comes back by the collector only, so making pages must not need more with each of them. */
class DirectMemoryTest {
    private static final int MIB = 1 << 20;
    private static final int FILES = 40;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void doesNotGrowWithThePagesThatAreMade() throws IOException {
        journals.createWith("x");
        try (LockFile lock = LockFile.open(journals.file(LockDescriptor.FILE_NAME))) {
            FileMaker maker = new FileMaker(journals.path(), lock);
            make(maker);
            long before = direct().getTotalCapacity();
            for (int i = 0; i < FILES; i++) {
                make(maker);
            }
            long grown = direct().getTotalCapacity() - before;
            assertTrue(grown < FILES * MIB / 8, "grown by " + grown + " bytes with " + FILES + " MiB of pages");
        }
    }

    private void make(FileMaker maker) throws IOException {
        assertTrue(maker.make("9.page", MIB, begin -> begin.putLong(0, 4711), () -> {}));
        assertEquals(MIB, Files.size(journals.page(9)));
        Files.delete(journals.page(9));
    }

    private static BufferPoolMXBean direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
    }
}
