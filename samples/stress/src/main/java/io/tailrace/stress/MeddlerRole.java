package io.tailrace.stress;

import io.tailrace.ConsumerPolicy;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalOptions;
import io.tailrace.NoSpaceException;
import io.tailrace.ReaderOptions;
import io.tailrace.Retention;
import io.tailrace.Verification;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Somebody who looks, verifies, prunes and changes things all the time, registers a consumer and removes it, makes a journal and deletes it. */
final class MeddlerRole implements Runnable {
    private static final long PAUSE_NANOS = 5_000_000;
    private static final int MOST_PAGES = 32;
    private static final String VISITOR = "visitor";

    private final Setting setting;
    private final Journal journal;
    private final SplittableRandom random;

    MeddlerRole(Setting setting, Journal journal, long seed) {
        this.setting = setting;
        this.journal = journal;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void run() {
        setting.ready();
        while (!setting.round().isStopped()) {
            try {
                meddle(random.nextInt(10));
            } catch (NoSpaceException e) {
                // The disk is filled beside; what was begun is begun again.
                continue;
            } catch (RuntimeException e) {
                InjectedStepFault.requireIn(e);
            }
            LockSupport.parkNanos(random.nextLong(PAUSE_NANOS));
        }
        setting.end();
    }

    private void meddle(int dice) {
        switch (dice) {
            case 0, 1 -> requireSound(journal.verify());
            case 2, 3, 4 -> journal.prune();
            case 5 ->
                journal.setRetention(
                        random.nextBoolean() ? Retention.consumers() : Retention.pages(1 + random.nextInt(MOST_PAGES)));
            case 6 -> visit();
            case 7 -> makeAndDelete();
            default -> journal.status();
        }
    }

    private static void requireSound(Verification verification) {
        JournalException fault = verification.fault();
        if (fault != null) {
            throw new AssertionError("verify finds a fault", fault);
        }
    }

    /** One that holds nothing: who dies between both steps leaves it. */
    private void visit() {
        journal.reader(ReaderOptions.defaults().consumer(VISITOR).policy(ConsumerPolicy.FREE))
                .close();
        journal.removeConsumer(VISITOR);
    }

    private void makeAndDelete() {
        JournalOptions options = JournalOptions.defaults().pageSize(journal.pageSize());
        try (Journal scratch = Journal.openOrCreate(setting.places().scratch(), options)) {
            if (!scratch.uuid().equals(scratch.status().uuid())) {
                throw new AssertionError("a journal of two minds");
            }
        }
        Journal.delete(setting.places().scratch(), true);
    }
}
