package io.tailrace.micrometer;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.jspecify.annotations.Nullable;

/** Looks at whatever journal is at a path, read-only; opens it when it comes, and anew when another one is there. One thread at a time. */
final class Lookout implements AutoCloseable {
    private static final JournalOptions READ_ONLY = JournalOptions.defaults().readOnly(true);

    private final Path path;
    private final EpochNanoClock clock = SystemEpochNanoClock.INSTANCE;
    private @Nullable Journal journal;
    private @Nullable Object key;

    Lookout(Path path) {
        this.path = path;
    }

    /** Null if there is none, or none that can be looked at. */
    @Nullable
    Look look() {
        try {
            if (journal == null) {
                key = keyOfControl();
                journal = Journal.open(path, READ_ONLY);
            }
            JournalStatus status = journal.status();
            Look look = Look.of(status, countPages(), path.toFile().getUsableSpace(), clock.nanoTime());
            // Last: one that was deleted may be mapped still, and another one have its name.
            if (Objects.equals(key, keyOfControl())) {
                return look;
            }
        } catch (RuntimeException | InternalError | IOException e) {
            // What it is, whoever opens the journal is told; here it is not there, until a later look finds it.
            // The error is how a JVM tells that a mapped file was truncated.
            close();
            return null;
        }
        close();
        return null;
    }

    private long countPages() throws IOException {
        long pages = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                if (PageDescriptor.indexOf(file.getFileName().toString()) >= 0) {
                    pages++;
                }
            }
        }
        return pages;
    }

    /** No other file gets it while this one is open, so it says whether the name leads to what was opened. */
    private @Nullable Object keyOfControl() throws IOException {
        return Files.readAttributes(
                        path.resolve(ControlDescriptor.FILE_NAME), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    @Override
    public void close() {
        if (journal != null) {
            journal.close();
            journal = null;
        }
    }
}
