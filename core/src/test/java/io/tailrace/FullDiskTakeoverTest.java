package io.tailrace;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.check.SmallDisk;
import io.tailrace.layout.ControlDescriptor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Taking an exclusive writer's role needs a page where nothing can be told of the owner before: he may live elsewhere. */
class FullDiskTakeoverTest {
    private static final int BLOCK = 4096;
    private static final int BLOCKS_OF_A_PAGE = TestJournals.PAGE_SIZE / BLOCK;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private SmallDisk small;
    private Path path;

    @BeforeEach
    void mount() {
        small = SmallDisk.mount(journals.path("disk"), 1 << 20);
        path = small.path().resolve("journal");
    }

    @AfterEach
    void unmount() {
        journals.closeAll();
        if (small != null) {
            small.close();
        }
    }

    @Test
    void withoutABlock() {
        take(0);
    }

    @Test
    void oneBlockShort() {
        take(BLOCKS_OF_A_PAGE - 1);
    }

    @Test
    void withJustEnough() {
        take(BLOCKS_OF_A_PAGE);
    }

    private void take(int blocks) {
        JournalOptions options = TestJournals.small().writerSlots(4).consumerSlots(4);
        try (Journal journal = Journal.openOrCreate(path, options);
                Appender appender = journal.appender()) {
            appender.append(Frames.bytes("before"));
        }
        journals.awaitReleased();
        Path control = path.resolve(ControlDescriptor.FILE_NAME);
        RawFile.putLong(control, ControlDescriptor.OWNER_START_OFFSET, 1);
        RawFile.putLong(control, ControlDescriptor.OWNER_NAMESPACE_OFFSET, 1);
        RawFile.putLong(control, ControlDescriptor.OWNER_PID_OFFSET, 4711);
        small.leave((long) blocks * BLOCK);
        Journal journal = journals.closing(Journal.open(path));
        if (blocks < BLOCKS_OF_A_PAGE) {
            assertThrows(NoSpaceException.class, journal::appender);
            assertEquals(List.of("before"), Frames.textsOf(journal));
            assertEquals(
                    4711,
                    RawFile.getLong(control, ControlDescriptor.OWNER_PID_OFFSET),
                    "the next one has to leave that page, too");
            small.free();
        }
        Appender appender = journals.closing(journal.appender());
        assertEquals(TestJournals.PAGE_SIZE + 64, appender.append(Frames.bytes("after")));
        assertEquals(List.of("before", "after"), Frames.textsOf(journal));
    }
}
