package io.tailrace.internal.open;

import io.tailrace.ConsumerPolicy;
import io.tailrace.JournalAccessException;
import io.tailrace.JournalException;
import io.tailrace.JournalOptions;
import io.tailrace.Pruned;
import io.tailrace.Retention;
import io.tailrace.Start;
import io.tailrace.internal.memory.FileThreads;
import io.tailrace.internal.page.Events;
import io.tailrace.internal.read.StartFinder;
import io.tailrace.internal.retain.RetentionRunner;
import io.tailrace.internal.role.ConsumerAdmin;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;

/** Consumers, capacity and retention of an opened journal, changed while everybody runs. Any thread. */
public final class Administration {
    private final OpenJournal journal;
    private final SharedJournal shared;
    private final Events events;

    Administration(OpenJournal journal, SharedJournal shared, Events events) {
        this.journal = journal;
        this.shared = shared;
        this.events = events;
    }

    public void setPolicy(String consumer, ConsumerPolicy policy) {
        administer("changing a consumer's policy", (share, admin) -> {
            admin.setPolicy(consumer, policy);
            return 0;
        });
    }

    public void removeConsumer(String consumer) {
        administer("removing a consumer", (share, admin) -> {
            admin.remove(consumer);
            return 0;
        });
    }

    public long resetConsumer(String consumer, Start to) {
        return administer("resetting a consumer", (share, admin) -> {
            StartFinder finder = new StartFinder(share.control(false), share.pages());
            return admin.reset(consumer, () -> finder.find(to));
        });
    }

    private long administer(String what, ToLongBiFunction<SharedJournal, ConsumerAdmin> change) {
        journal.requireWritable(what);
        SharedJournal share = shared.share();
        try {
            return change.applyAsLong(share, new ConsumerAdmin(share.directory(), share.control(true), share.lock()));
        } catch (JournalException e) {
            throw share.explained(e);
        } finally {
            share.close();
        }
    }

    public long capacity() {
        return withShare(share -> share.control(false).capacity());
    }

    /** The value first, then the watch word, by which the writer looks. */
    public void setCapacity(long bytes) {
        journal.requireWritable("changing the capacity");
        requireCapacity(bytes, journal.geometry().pageSize());
        withShare(share -> {
            share.control(true).storeCapacity(bytes);
            share.control(true).raiseConsumerChanges();
            return bytes;
        });
    }

    /** Less than a page would let the writer wait in one page for a reader that is done with the page before. */
    static void requireCapacity(long bytes, int pageSize) {
        if (bytes != JournalOptions.UNBOUNDED && bytes < pageSize) {
            throw new IllegalArgumentException("capacity must be 0 (unbounded), or at least a page: " + bytes
                    + " bytes are less than the pageSize of " + pageSize);
        }
    }

    public Retention retention() {
        return withShare(share -> share.control(false).retention());
    }

    public void setRetention(Retention retention) {
        journal.requireWritable("setting the retention");
        SharedJournal share = shared.share();
        try {
            share.control(true).storeRetention(retention);
            onFileThread(share, () -> share.retention().run(events));
        } finally {
            share.close();
        }
    }

    public Pruned prune(boolean dryRun) {
        if (dryRun) {
            journal.requireOpen();
        } else {
            journal.requireWritable("removing pages");
        }
        SharedJournal share = shared.share();
        try {
            return onFileThread(
                    share,
                    () -> dryRun
                            ? RetentionRunner.preview(share.control(false), share.pages(), share.key())
                            : share.retention().run(events));
        } finally {
            share.close();
        }
    }

    private static Pruned onFileThread(SharedJournal share, FileThreads.FileTask<Pruned> task) {
        try {
            return FileThreads.call(task);
        } catch (JournalException e) {
            throw share.explained(e);
        } catch (IOException e) {
            throw JournalAccessException.because(share.directory(), "remove pages", e);
        }
    }

    private <T> T withShare(Function<SharedJournal, T> work) {
        journal.requireOpen();
        SharedJournal share = shared.share();
        try {
            return work.apply(share);
        } finally {
            share.close();
        }
    }
}
