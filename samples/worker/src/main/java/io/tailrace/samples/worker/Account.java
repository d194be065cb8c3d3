package io.tailrace.samples.worker;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Until;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongCounterMap;

/** What came of it, as the ledger has it. Believes nobody: every result is computed again. */
final class Account {
    private final Long2LongCounterMap handedOver = new Long2LongCounterMap(0);
    private final Long2LongCounterMap results = new Long2LongCounterMap(0);
    private long handovers;
    private long wrong;
    private long highest = -1;

    private Account() {}

    /** Reads a ledger that nobody writes any more. */
    static Account of(Path ledger) {
        Account account = new Account();
        try (Journal journal = Journal.open(ledger, JournalOptions.defaults().readOnly(true));
                Reader reader = journal.reader(ReaderOptions.defaults().until(Until.tail()))) {
            while (!reader.isDone()) {
                reader.poll(
                        (buffer, offset, length, header) -> account.take(buffer, offset, header.type()),
                        Integer.MAX_VALUE);
            }
        }
        return account;
    }

    private void take(DirectBuffer buffer, int offset, int type) {
        if (type == Ledger.HANDED_OVER) {
            handovers++;
            handedOver.incrementAndGet(buffer.getLong(offset));
            return;
        }
        long sequence = buffer.getLong(offset + Ledger.SEQUENCE_OF_RESULT);
        results.incrementAndGet(sequence);
        highest = Math.max(highest, sequence);
        if (buffer.getLong(offset + Ledger.WORTH) != Order.of(sequence).worth()) {
            wrong++;
        }
    }

    /** How many frames there are if none is missing before the last result. */
    long frames() {
        return highest + 1;
    }

    /**
     * Prints what was found.
     *
     * @param frames how many have to be there
     * @return whether each of them was handed over at least once and has its result exactly once, and nothing else is there
     */
    boolean isExact(long frames, PrintWriter out) {
        long missing = 0;
        long notHandedOver = 0;
        long several = 0;
        long again = 0;
        for (long sequence = 0; sequence < frames; sequence++) {
            missing += results.get(sequence) == 0 ? 1 : 0;
            several += results.get(sequence) > 1 ? 1 : 0;
            notHandedOver += handedOver.get(sequence) == 0 ? 1 : 0;
            again += handedOver.get(sequence) > 1 ? 1 : 0;
        }
        out.printf(
                Locale.ROOT,
                "at least once: %,d frames handed over %,d times, %,d of them more than once, %,d never%n",
                frames,
                handovers,
                again,
                notHandedOver);
        out.printf(
                Locale.ROOT,
                "exactly once: %,d results, %,d missing, %,d twice, %,d wrong%n",
                results.size(),
                missing,
                several,
                wrong);
        return missing == 0 && notHandedOver == 0 && several == 0 && wrong == 0 && results.size() == frames;
    }
}
