package io.tailrace.reactor;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Claim;
import io.tailrace.Journal;
import io.tailrace.JournalClosedException;
import io.tailrace.JournalException;
import io.tailrace.WriterFencedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The one appender of a journal that all senders of this JVM share, in a shared journal too: opened by the first, closed by the last.
 *
 * <p><b>Threading:</b> joining and leaving may wait, for another one that opens or closes. Appending is for who has the {@link #baton}.
 */
final class SharedAppender {
    private static final Map<Key, SharedAppender> OPEN = new HashMap<>();

    private final Key key;
    private final Baton baton = new Baton();
    private final Set<Baton.Holder> members = ConcurrentHashMap.newKeySet();

    /** Under this object's monitor; read by who has the baton, who joined under the monitor. */
    private @Nullable Appender appender;

    private volatile @Nullable JournalException failure;
    private volatile @Nullable JournalException stall;

    /** Which journal: a copy has the same identity at another path, a new one another identity at the same path. */
    private record Key(Path path, UUID uuid) {
        static Key of(Journal journal) {
            try {
                return new Key(journal.path().toRealPath(), journal.uuid());
            } catch (IOException e) {
                // Deleted meanwhile: opening tells.
                return new Key(journal.path(), journal.uuid());
            }
        }
    }

    private SharedAppender(Key key) {
        this.key = key;
    }

    /** Joins who appends to a journal already, or takes the writer's role. May wait for the role's previous owner. */
    static SharedAppender join(Journal journal, AppenderOptions options, Baton.Holder member) {
        Key key = Key.of(journal);
        while (true) {
            SharedAppender shared;
            synchronized (OPEN) {
                shared = OPEN.computeIfAbsent(key, SharedAppender::new);
                shared.members.add(member);
            }
            if (shared.open(journal, options, member)) {
                return shared;
            }
        }
    }

    /** False if it had failed: then it is closed and forgotten. */
    private synchronized boolean open(Journal journal, AppenderOptions options, Baton.Holder member) {
        boolean joined = false;
        try {
            if (failure != null) {
                return false;
            }
            if (appender == null) {
                appender = journal.appender(options);
            }
            joined = true;
            return true;
        } finally {
            if (!joined) {
                leave(member);
            }
        }
    }

    /** Closes the appender if this was the last member, or if it failed. Without the baton. Again it does nothing. */
    void leave(Baton.Holder member) {
        synchronized (OPEN) {
            if (!members.remove(member)) {
                return;
            }
            if (!members.isEmpty() && failure == null) {
                return;
            }
        }
        closeUnlessJoined();
    }

    private synchronized void closeUnlessJoined() {
        synchronized (OPEN) {
            if (!members.isEmpty() && failure == null) {
                return;
            }
        }
        Appender open = appender;
        appender = null;
        try {
            if (open != null) {
                open.close();
            }
        } finally {
            synchronized (OPEN) {
                // Who joined while it was being closed waits for the monitor, and opens anew.
                if (members.isEmpty() || failure != null) {
                    OPEN.remove(key, this);
                }
            }
        }
    }

    Baton baton() {
        return baton;
    }

    /** Whether a claim would wait; in a shared journal it may all the same. */
    boolean wouldWait(int length) {
        return !appender().isReady(length);
    }

    CompletionStage<Void> whenReady(int length) {
        return appender().whenReady(length);
    }

    Claim claim(int length) {
        Appender open = appender();
        try {
            return open.claim(length);
        } catch (WriterFencedException | JournalClosedException e) {
            fail(e);
            throw e;
        }
    }

    long commit(Claim claim, int length, int type, long timestamp) {
        try {
            return claim.commit(length, type, timestamp);
        } catch (WriterFencedException | JournalClosedException e) {
            fail(e);
            throw e;
        }
    }

    /** What ended the appender for all, or null. */
    @Nullable
    JournalException failure() {
        return failure;
    }

    private void fail(JournalException e) {
        failure = e;
        members.forEach(Baton.Holder::wake);
    }

    /** Why the one whose turn it is cannot append, or null. */
    @Nullable
    JournalException stall() {
        return stall;
    }

    /** Tells those who wait for their turn that they wait for longer. */
    void stalled(JournalException e) {
        stall = e;
        baton.wakeWaiting();
    }

    void goesOn() {
        stall = null;
    }

    /** Another member may have closed it since it failed. Who has the baton sees that: whoever failed had it before. */
    private Appender appender() {
        JournalException ended = failure;
        if (ended != null) {
            throw ended;
        }
        return Objects.requireNonNull(appender);
    }
}
