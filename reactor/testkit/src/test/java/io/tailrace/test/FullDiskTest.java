package io.tailrace.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalListener;
import io.tailrace.JournalOptions;
import io.tailrace.NoSpaceException;
import io.tailrace.check.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The disk that the kit says is full, and one that really is: a writer cannot tell them apart. */
@ExtendWith(TestJournalExtension.class)
class FullDiskTest {
    private static final JournalOptions SMALL = JournalOptions.defaults().pageSize(TestJournal.PAGE_SIZE);
    private static final byte[] QUARTER = new byte[TestJournal.PAGE_SIZE / 4 - 16];

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void byFault(TestJournal journal) {
        requireFullAndFree(journal.path("disk"), journal.faults()::fillDisk, journal.faults()::freeDisk);
    }

    @Test
    void byBytes(TestJournal journal) {
        try (SmallDisk disk = SmallDisk.mount(journal.path("disk"), 1 << 20)) {
            requireFullAndFree(disk.path(), disk::fill, disk::free);
        }
    }

    private void requireFullAndFree(Path disk, Runnable fill, Runnable free) {
        Path path = disk.resolve("journal");
        assertFalse(Files.exists(path));
        makeDirectory(disk);
        JournalOptions listening = SMALL.listener(new JournalListener() {
            @Override
            public void onSpaceShort(Path short_, long needed, long available) {
                told.add(needed + " needed");
            }
        });
        try (Journal opened = Journal.openOrCreate(path, listening);
                Appender appender = opened.appender()) {
            for (int i = 0; i < 3; i++) {
                appender.append(QUARTER);
            }
            appender.whenReady(0).toCompletableFuture().join();
            fill.run();
            for (int i = 0; i < 3; i++) {
                appender.append(QUARTER);
            }
            assertEquals(65536 + 64 + 3 * 16384, appender.position(), "the page that was made ahead is used");
            requireFull(appender, path, disk);
            free.run();
            assertEquals(2 * 65536 + 64, appender.append(QUARTER));
            assertNull(opened.verify().fault());
        }
        Journal.openOrCreate(disk.resolve("other"), SMALL).close();
        new LeakCheck(disk).isReleasedWithin(Await.PATIENCE);
    }

    private void requireFull(Appender appender, Path path, Path disk) {
        for (int i = 0; i < 2; i++) {
            NoSpaceException e = assertThrows(NoSpaceException.class, () -> appender.append(QUARTER));
            assertEquals(65536, e.needed());
            assertEquals(0, e.available());
            assertEquals(path.resolve("2.page"), e.path());
            assertTrue(e.isRetryable());
        }
        CompletionException e = assertThrows(
                CompletionException.class,
                () -> appender.whenReady(QUARTER.length).toCompletableFuture().join());
        assertInstanceOf(NoSpaceException.class, e.getCause());
        assertFalse(appender.isReady(QUARTER.length));
        appender.append(new byte[1]);
        Await.until(() -> "the listener is told", () -> told.contains("65536 needed"));
        assertThrows(NoSpaceException.class, () -> Journal.openOrCreate(disk.resolve("other"), SMALL));
    }

    @Test
    void anotherDirectoryHasRoom(TestJournal journal) {
        journal.faults().fillDisk();
        assertThrows(NoSpaceException.class, () -> journal.fillPages(4));
        try (TestJournal other = TestJournal.create()) {
            other.fillPages(2);
            other.faults().fillDisk();
            assertThrows(NoSpaceException.class, () -> other.fillPages(4));
        }
        assertThrows(NoSpaceException.class, () -> journal.fillPages(4));
        journal.faults().freeDisk();
        journal.fillPages(4);
    }

    private static void makeDirectory(Path disk) {
        try {
            Files.createDirectories(disk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
