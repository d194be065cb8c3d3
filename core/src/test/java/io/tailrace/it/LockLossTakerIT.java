package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.RawFile;
import io.tailrace.WriterFencedException;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.layout.ControlDescriptor;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A taker that loses its lock before it has named itself: nobody can know of it, and the next one is at work when it goes on. */
class LockLossTakerIT {
    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    @AfterEach
    void emptyDirectory() {
        SharedMemoryDirectory.empty(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EPOCH_RAISED", "RESIDUE_CLEARED"})
    void aTakerThatWasOvertakenTouchesNothing(String where) {
        Path path = directory.resolve("journal");
        try (Journal journal =
                Journal.openOrCreate(path, JournalOptions.defaults().pageSize(1 << 16))) {
            journal.appender().close();
            try (ChildProcess taker = ChildProcess.start(LockLossTakerMain.class, path, where)) {
                taker.expect("lost");
                try (Appender successor = journal.appender()) {
                    for (int i = 0; i < 100; i++) {
                        successor.append(new byte[] {1, 2, 3});
                    }
                    taker.tell("go on");
                    taker.expect(WriterFencedException.class.getSimpleName());
                    taker.endWell();
                    assertEquals(
                            ProcessHandle.current().pid(),
                            RawFile.getLong(
                                    path.resolve(ControlDescriptor.FILE_NAME), ControlDescriptor.OWNER_PID_OFFSET),
                            "who the owner line names");
                    successor.append(new byte[] {4});
                }
            }
            assertNull(journal.verify().fault());
            assertEquals(101, journal.status().frames());
        }
    }
}
