package io.tailrace.test;

import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus;
import io.tailrace.layout.ControlDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks whether a test has closed what it opened below a directory; if not, says what it left. */
final class LeakCheck {
    private static final long SELF = ProcessHandle.current().pid();

    private static final String CLOSE = "; close it, or cancel its subscription";

    private final Path directory;

    LeakCheck(Path directory) {
        this.directory = directory;
    }

    /** Waits until nothing is open: closing ends in the background. Answers whether it did. */
    boolean isReleasedWithin(Duration patience) {
        if (Await.within(patience, this::isReleased)) {
            return true;
        }
        // A page whose raw buffer was handed out stays mapped until that is collected, which is nobody's fault.
        System.gc();
        return Await.within(Duration.ofSeconds(1), this::isReleased);
    }

    private boolean isReleased() {
        return OpenFiles.below(directory).isEmpty();
    }

    /** What is open, in words. */
    String describe() {
        OpenFiles open = OpenFiles.below(directory);
        List<String> owners = owners();
        return "left open: " + (owners.isEmpty() ? unnamed(open) : String.join(", ", owners) + CLOSE) + ". Below "
                + directory + " are mapped " + open.mapped() + ", descriptors " + open.descriptors();
    }

    /** Whoever has a journal open has its control file mapped; a page alone is kept by who got hold of its bytes. */
    private static String unnamed(OpenFiles open) {
        boolean isJournalOpen = !open.descriptors().isEmpty()
                || open.mapped().stream().anyMatch(file -> file.contains("/" + ControlDescriptor.FILE_NAME));
        return isJournalOpen
                ? "a Journal, or a Reader without a name" + CLOSE
                : "the raw bytes of a frame or claim, its byteBuffer(), which somebody still has; copy what is to be kept";
    }

    private List<String> owners() {
        List<String> owners = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return owners;
        }
        for (Path path : Journal.list(directory)) {
            try (Journal journal = Journal.open(path, JournalOptions.defaults().readOnly(true))) {
                addOwners(journal.status(), path.getFileName().toString(), owners);
            } catch (JournalException e) {
                owners.add("something of " + path.getFileName() + ", which cannot be read: " + e.getMessage());
            }
        }
        return owners;
    }

    private static void addOwners(JournalStatus status, String name, List<String> owners) {
        status.writers().stream()
                .filter(writer -> writer.alive() && writer.pid() == SELF)
                .forEach(writer -> owners.add("the Appender of " + name));
        status.consumers().stream()
                .filter(consumer -> consumer.alive() && consumer.pid() == SELF)
                .forEach(consumer -> owners.add("the Reader of consumer \"" + consumer.name() + "\" of " + name));
    }
}
