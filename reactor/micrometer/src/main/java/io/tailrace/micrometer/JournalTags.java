package io.tailrace.micrometer;

import io.micrometer.core.instrument.Tags;
import io.tailrace.micrometer.JournalMeters.Tag;
import java.nio.file.Path;

/** The tags that say which journal it is. */
final class JournalTags {
    private JournalTags() {}

    /** @param journal absolute path of its directory */
    static Tags of(Path journal) {
        // The root directory has neither; a journal there is possible, an empty tag is not.
        Path name = journal.getFileName() == null ? journal : journal.getFileName();
        Path directory = journal.getParent() == null ? journal : journal.getParent();
        return Tags.of(Tag.JOURNAL.asString(), name.toString(), Tag.DIRECTORY.asString(), directory.toString());
    }

    static Tags of(Path journal, String consumer) {
        return of(journal).and(Tag.CONSUMER.asString(), consumer);
    }
}
