package io.tailrace.samples.dashboard;

import io.tailrace.Journal;
import io.tailrace.JournalNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the journal of a measurement is: in memory, and gone afterwards, also if that is interrupted. */
record CostPlace(Path directory) implements AutoCloseable {
    static CostPlace create() throws IOException {
        CostPlace place = new CostPlace(Files.createTempDirectory(Path.of("/dev/shm"), "tailrace-cost-"));
        Runtime.getRuntime().addShutdownHook(new Thread(place::deleteQuietly));
        return place;
    }

    Path journal() {
        return directory.resolve("journal");
    }

    @Override
    public void close() throws IOException {
        try {
            Journal.delete(journal(), true);
        } catch (JournalNotFoundException e) {
            // It did not come to that.
        }
        Files.deleteIfExists(directory);
    }

    private void deleteQuietly() {
        try {
            close();
        } catch (IOException | RuntimeException e) {
            System.err.println("left behind: " + directory + ": " + e);
        }
    }
}
