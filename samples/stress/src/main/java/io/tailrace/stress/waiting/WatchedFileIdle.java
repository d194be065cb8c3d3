package io.tailrace.stress.waiting;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/** Woken by a byte written to a file that the JDK's watch service watches, on a thread of its own. */
final class WatchedFileIdle extends SideBellIdle {
    private final WatchService watch;

    WatchedFileIdle(Path directory) throws IOException {
        super(directory);
        SideBell.makeWatchedFile(directory);
        watch = directory.getFileSystem().newWatchService();
        SideBell.watchedFile(directory).getParent().register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
    }

    @Override
    void sleep() {
        try {
            WatchKey key = watch.poll(BOUND_MILLIS, TimeUnit.MILLISECONDS);
            if (key != null) {
                key.pollEvents();
                key.reset();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this", e);
        }
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
