package io.tailrace.stress.waiting;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.WakeableIdleStrategy;
import io.tailrace.check.ChildProcess;
import io.tailrace.reactor.JournalFlux;
import io.tailrace.stress.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** How a reader waits. */
enum Strategy {
    /** The best way that the JVM has. */
    OURS {
        @Override
        IdleStrategy make(Reader reader, Path directory) {
            return WakeableIdleStrategy.of(reader);
        }
    },
    /** As on a JVM without futex, beside a writer that has it. */
    OURS_DOORBELL {
        @Override
        boolean isFor(ChildJvm jvm) {
            return jvm.hasFutex();
        }

        @Override
        ChildProcess start(ChildJvm jvm, Object... arguments) {
            return jvm.startWithoutFutex(WaitingReaderMain.class, arguments);
        }

        @Override
        IdleStrategy make(Reader reader, Path directory) {
            return WakeableIdleStrategy.of(reader);
        }
    },
    /** Leaves no trace, as without write permission. */
    OURS_POLLING {
        @Override
        Journal open(Path journal) {
            return Journal.open(journal, JournalOptions.defaults().readOnly(true));
        }

        @Override
        IdleStrategy make(Reader reader, Path directory) {
            return WakeableIdleStrategy.of(reader);
        }
    },
    /** Ours, but asleep for the whole bound at once: what the short naps are for. */
    NO_NAPS {
        @Override
        IdleStrategy make(Reader reader, Path directory) {
            return new FullBoundIdle(reader);
        }
    },
    /** A flux on the loop that all share: asked for with {@code --flux}. */
    FLUX {
        @Override
        ChildProcess start(ChildJvm jvm, Object... arguments) {
            return jvm.start(
                    List.of(JournalFlux.class, Flux.class, Publisher.class), WaitingReaderMain.class, arguments);
        }

        @Override
        IdleStrategy make(Reader reader, Path directory) {
            throw new IllegalStateException("its loop has one");
        }
    },
    SPIN {
        @Override
        IdleStrategy make(Reader reader, Path directory) {
            return new BusySpinIdleStrategy();
        }
    },
    YIELD {
        @Override
        IdleStrategy make(Reader reader, Path directory) {
            return new YieldingIdleStrategy();
        }
    },
    BACKOFF {
        @Override
        IdleStrategy make(Reader reader, Path directory) {
            return new BackoffIdleStrategy();
        }
    },
    PARK_1_US {
        @Override
        IdleStrategy make(Reader reader, Path directory) {
            return new SleepingIdleStrategy(1_000);
        }
    },
    PARK_50_US {
        @Override
        IdleStrategy make(Reader reader, Path directory) {
            return new SleepingIdleStrategy(50_000);
        }
    },
    UNIX_SOCKET {
        @Override
        SideBell.Kind bell() {
            return SideBell.Kind.UNIX_SOCKET;
        }

        @Override
        IdleStrategy make(Reader reader, Path directory) throws IOException {
            return new UnixSocketIdle(directory);
        }
    },
    WATCHED_FILE {
        @Override
        SideBell.Kind bell() {
            return SideBell.Kind.WATCHED_FILE;
        }

        @Override
        IdleStrategy make(Reader reader, Path directory) throws IOException {
            return new WatchedFileIdle(directory);
        }
    };

    /** A new one for each slice; closed behind it, if it can be. */
    abstract IdleStrategy make(Reader reader, Path directory) throws IOException;

    boolean isFor(ChildJvm jvm) {
        return true;
    }

    Journal open(Path journal) {
        return Journal.openToRead(journal, JournalOptions.defaults());
    }

    /** What the writer rings beside the journal's own. */
    SideBell.Kind bell() {
        return SideBell.Kind.NONE;
    }

    ChildProcess start(ChildJvm jvm, Object... arguments) {
        return jvm.start(WaitingReaderMain.class, arguments);
    }

    /** Whether the aims are about it. */
    boolean isOurs() {
        return this == OURS || this == OURS_DOORBELL || this == FLUX;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
