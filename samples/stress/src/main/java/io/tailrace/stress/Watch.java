package io.tailrace.stress;

import io.tailrace.ConsumerPolicy;
import io.tailrace.Journal;
import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.layout.PageDescriptor;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/** Looks at the journal from outside, again and again: cursors and tail never go back, and the page of a gating cursor is there. */
final class Watch {
    private final Journal journal;
    private final int pageBits;
    private final Map<String, Long> cursors = new HashMap<>();
    private long tail;
    private int looks;

    Watch(Journal journal) {
        this.journal = journal;
        this.pageBits = Integer.numberOfTrailingZeros(journal.pageSize());
    }

    void look() {
        looks++;
        JournalStatus status = journal.status();
        if (status.tail() < tail) {
            throw new AssertionError("the tail went back from " + tail + " to " + status.tail());
        }
        tail = status.tail();
        for (ConsumerStatus consumer : status.consumers()) {
            // Others come and go; only these keep their name for the whole round.
            if (consumer.name().contains("-")) {
                look(consumer);
            }
        }
    }

    private void look(ConsumerStatus consumer) {
        Long before = cursors.put(consumer.name(), consumer.cursor());
        if (before != null && consumer.cursor() < before) {
            throw new AssertionError("the cursor of " + consumer + " went back from " + before);
        }
        if (consumer.policy() == ConsumerPolicy.GATE && !hasPage(consumer.cursor())) {
            // Missing, and the cursor still there behind the look: then it was needed.
            long now = journal.status().consumers().stream()
                    .filter(other -> other.name().equals(consumer.name()))
                    .mapToLong(ConsumerStatus::cursor)
                    .findFirst()
                    .orElseThrow();
            if (now == consumer.cursor() && !hasPage(now)) {
                throw new AssertionError("the page of the cursor of " + consumer + " is gone");
            }
        }
    }

    private boolean hasPage(long position) {
        return Files.exists(journal.path().resolve(PageDescriptor.fileName(position >>> pageBits)));
    }

    int looks() {
        return looks;
    }
}
