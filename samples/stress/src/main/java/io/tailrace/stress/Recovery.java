package io.tailrace.stress;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Until;
import io.tailrace.check.Payloads;
import java.util.ArrayList;
import java.util.List;

/** One copy of the journal, as those find it who come after everybody is gone: they append to it, and read all of it. */
final class Recovery implements Runnable {
    static final String KIND = "recovery";

    /** What is printed for each copy that is sound. */
    static final String RECOVERED = "recovered";

    private static final int APPENDED = 20;

    private final Places places;
    private final Atlas atlas;
    private final int number;
    private final int writers;

    /**
     * @param number of the copy
     * @param writers writer numbers in use when it was made
     */
    Recovery(Places places, Atlas atlas, int number, int writers) {
        this.places = places;
        this.atlas = atlas;
        this.number = number;
        this.writers = writers;
    }

    @Override
    public void run() {
        try (Journal journal = Journal.open(places.copy(number))) {
            CopyCheck check = new CopyCheck(places.copiedWriters(number), atlas, writers);
            // Its gating readers do not read yet, and may be a whole capacity behind.
            journal.setCapacity(JournalOptions.UNBOUNDED);
            long before = journal.status().tail();
            List<Long> appended = append(journal);
            if (appended.get(0) < before) {
                throw new AssertionError(
                        "copy " + number + ": appended at " + appended.get(0) + ", tail was " + before);
            }
            try (Reader reader = journal.reader(ReaderOptions.defaults().until(Until.tail()))) {
                check.begin(reader.position());
                while (!reader.isDone()) {
                    reader.poll(check::take, 100);
                }
            }
            check.requireComplete(appended);
            resume(journal);
            JournalException fault = journal.verify().fault();
            if (fault != null) {
                throw new AssertionError("copy " + number, fault);
            }
        }
        Journal.delete(places.copy(number), true);
        System.out.println(RECOVERED);
    }

    private List<Long> append(Journal journal) {
        List<Long> positions = new ArrayList<>();
        Payloads payloads = new Payloads();
        try (Appender appender = journal.appender()) {
            for (int i = 0; i < APPENDED; i++) {
                int length = Payloads.MIN_LENGTH + 100 * i;
                byte[] payload = payloads.make(CopyCheck.RECOVERER, i, length);
                positions.add(appender.append(payload, 0, length, ReadCheck.type(i), i));
            }
        }
        return positions;
    }

    /** Who gates got everything from its cursor on kept. */
    private static void resume(Journal journal) {
        for (JournalStatus.ConsumerStatus consumer : journal.status().consumers()) {
            if (!consumer.name().startsWith("gate")) {
                continue;
            }
            try (Reader reader = journal.reader(
                    ReaderOptions.defaults().consumer(consumer.name()).until(Until.tail()))) {
                if (reader.position() < consumer.cursor()) {
                    throw new AssertionError(consumer + " goes on at " + reader.position());
                }
                while (!reader.isDone()) {
                    reader.poll((buffer, offset, length, header) -> {}, 100);
                }
            }
        }
    }
}
