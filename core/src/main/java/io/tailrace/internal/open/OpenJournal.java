package io.tailrace.internal.open;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.ConsumerPolicy;
import io.tailrace.ConsumerWatch;
import io.tailrace.CorruptJournalException;
import io.tailrace.DeliveryMode;
import io.tailrace.IncompatibleJournalException;
import io.tailrace.JournalAccessException;
import io.tailrace.JournalClosedException;
import io.tailrace.JournalException;
import io.tailrace.JournalNotFoundException;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.Until;
import io.tailrace.Verification;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.Geometry;
import io.tailrace.internal.gate.CursorWatch;
import io.tailrace.internal.memory.FileThreads;
import io.tailrace.internal.page.Events;
import io.tailrace.internal.read.Bounds;
import io.tailrace.internal.read.FrameReader;
import io.tailrace.internal.read.StartFinder;
import io.tailrace.internal.read.Verifier;
import io.tailrace.internal.role.ConsumerRole;
import io.tailrace.internal.role.Owners;
import io.tailrace.internal.seal.BlockedReader;
import io.tailrace.internal.wake.Bell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An opened journal: the one class that {@link io.tailrace.Journal} talks to. Any thread. */
public final class OpenJournal {
    private static final int CREATE_ATTEMPTS = 5;

    private final SharedJournal shared;
    private final boolean readOnly;
    private final boolean waits;
    private final Geometry geometry;
    private final Events events;
    private final Administration administration;
    private final Duration patience;
    private volatile boolean closed;

    private OpenJournal(SharedJournal shared, JournalOptions options, boolean waits) {
        this.shared = shared;
        this.readOnly = options.readOnly();
        this.waits = waits;
        this.geometry = shared.control(false).geometry();
        this.events = new Events(shared.directory(), options.listener());
        this.patience = options.patience();
        this.administration = new Administration(this, shared, events);
    }

    public static OpenJournal open(Path path, JournalOptions options, boolean create) {
        return open(path, options, create, !options.readOnly());
    }

    /** To read only, but for leaving word that a reader sleeps, if this process may. */
    public static OpenJournal openToRead(Path path, JournalOptions options) {
        return open(path, options.readOnly(true), false, true);
    }

    private static OpenJournal open(Path path, JournalOptions options, boolean create, boolean waits) {
        Path directory = path.toAbsolutePath().normalize();
        try {
            return create
                    ? FileThreads.callAlone(() -> openOrCreate(directory, options))
                    : FileThreads.call(() -> openOnFileThread(directory, options, waits));
        } catch (NoSuchFileException e) {
            throw new JournalNotFoundException(directory, "no journal here any more: " + e.getMessage());
        } catch (IOException e) {
            throw JournalAccessException.because(directory, "open", e);
        }
    }

    /** What is made may be deleted at once by somebody else: then it is made again. */
    private static OpenJournal openOrCreate(Path directory, JournalOptions options) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                new JournalCreator(directory, options).createIfMissing();
                return openOnFileThread(directory, options, !options.readOnly());
            } catch (JournalNotFoundException | NoSuchFileException e) {
                if (attempt == CREATE_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static OpenJournal openOnFileThread(Path directory, JournalOptions options, boolean mayWait)
            throws IOException {
        TrustCheck.directory(directory, !options.readOnly(), options.trustGroup());
        boolean waits = mayWait && TrustCheck.isForWriting(directory, options.trustGroup());
        SharedJournal shared = SharedJournal.acquire(directory, !options.readOnly(), waits);
        try {
            requireAsAsked(directory, options, shared.control(false));
        } catch (IOException | RuntimeException e) {
            shared.close();
            throw e;
        }
        return new OpenJournal(shared, options, waits);
    }

    private static void requireAsAsked(Path directory, JournalOptions options, ControlFile control) throws IOException {
        Geometry found = control.geometry();
        if (options.mode() != null && options.mode() != found.journalMode()) {
            throw new IncompatibleJournalException(
                    directory,
                    differs(
                            "mode",
                            options.mode().toString(),
                            found.journalMode().toString()));
        }
        requireEqual(directory, "pageSize", options.pageSize(), found.pageSize());
        requireEqual(directory, "writerSlots", options.writerSlots(), found.writerSlots());
        requireEqual(directory, "consumerSlots", options.consumerSlots(), found.consumerSlots());
        if (options.capacity() >= 0 && options.capacity() != control.capacity()) {
            throw new IncompatibleJournalException(
                    directory,
                    differs("capacity", Long.toString(options.capacity()), Long.toString(control.capacity())));
        }
        if (options.retention() != null && !options.retention().equals(control.retention())) {
            throw new IncompatibleJournalException(
                    directory,
                    differs(
                            "retention",
                            options.retention().toString(),
                            control.retention().toString()));
        }
        if (options.permissions() != null) {
            String asked = PosixFilePermissions.toString(options.permissions());
            String is =
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS));
            if (!asked.equals(is)) {
                throw new IncompatibleJournalException(directory, differs("permissions", asked, is));
            }
        }
    }

    private static void requireEqual(Path directory, String option, int asked, int found) {
        if (asked != 0 && asked != found) {
            throw new IncompatibleJournalException(
                    directory, differs(option, Integer.toString(asked), Integer.toString(found)));
        }
    }

    private static String differs(String option, String asked, String found) {
        return option + " is " + found + ", asked for was " + asked
                + "; leave the option out to adopt what the journal has";
    }

    public Appender appender(AppenderOptions options) {
        requireWritable("appending");
        SharedJournal share = shared.share();
        boolean opened = false;
        try {
            Appender appender = new AppenderOpener(share, events, patience).open(options);
            opened = true;
            return appender;
        } catch (JournalException e) {
            throw share.explained(e);
        } finally {
            if (!opened) {
                share.close();
            }
        }
    }

    public Reader reader(ReaderOptions options) {
        requireSound(options);
        boolean takesSlot = options.consumer() != null || options.policy() == ConsumerPolicy.GATE;
        if (takesSlot) {
            requireWritable("reading as a consumer, or as one who holds the writer up,");
        } else {
            requireOpen();
        }
        SharedJournal share = shared.share();
        ConsumerRole role = null;
        boolean opened = false;
        try {
            StartFinder finder = new StartFinder(share.control(false), share.pages());
            Start asked = options.start();
            long start;
            if (takesSlot) {
                role = ConsumerRole.take(
                        share.directory(), share.control(true), share.lock(), options, () -> finder.find(asked));
                start = soundCursor(finder, role);
            } else {
                start = finder.find(asked);
            }
            Reader reader = new FrameReader(
                    share.directory(),
                    share.control(false),
                    share.pages(),
                    start,
                    bounds(finder, options, role != null && !role.isNew()),
                    role,
                    options.delivery(),
                    events,
                    blockedReader(share),
                    bell(share, true),
                    share::requireNotReplaced,
                    share::explained,
                    () -> share.retention().request(events),
                    share::close);
            opened = true;
            return reader;
        } catch (JournalException e) {
            throw share.explained(e);
        } finally {
            if (!opened) {
                try {
                    if (role != null) {
                        role.giveUp();
                    }
                } finally {
                    share.close();
                }
            }
        }
    }

    /** Null if readers have to poll. */
    private @Nullable Bell bell(SharedJournal share, boolean frames) {
        ControlFile control = waits ? share.controlToWait() : null;
        return control == null ? null : frames ? control.framesBell() : control.roomBell();
    }

    /** Who may only read waits for those who may write. */
    private BlockedReader blockedReader(SharedJournal share) {
        return new BlockedReader(
                share.directory(),
                readOnly ? null : share.sealer(),
                share.pages(),
                patience,
                events,
                () -> share.share()::close);
    }

    /** What each option says by itself is checked where it is set; this is what they say together. */
    private static void requireSound(ReaderOptions options) {
        if (options.consumer() != null) {
            return;
        }
        if (options.policy() == ConsumerPolicy.EVICT) {
            throw new IllegalArgumentException(
                    "a reader without a name cannot be evicted: it has no cursor; give it a name, or leave the policy out");
        }
        if (options.delivery() != DeliveryMode.AT_LEAST_ONCE) {
            throw new IllegalArgumentException("delivery " + options.delivery()
                    + " is kept by a cursor, which a reader without a name has not; give it a name");
        }
    }

    /** A cursor is bytes that others can write: it counts only if a walk of its page meets it. */
    private static long soundCursor(StartFinder finder, ConsumerRole role) {
        long cursor = role.cursor();
        long found = finder.frameAtOrBehindCursor(cursor);
        if (found != cursor) {
            throw new CorruptJournalException(
                    finder.directory(),
                    cursor,
                    "the cursor of consumer \"" + role.name() + "\" points into the middle of a frame");
        }
        return cursor;
    }

    /**
     * The tail only where it is asked for: what is damaged there must not keep anybody from reading what lies before. A resumed consumer
     * goes on where it stands, whatever the options say of a start.
     */
    private static Bounds bounds(StartFinder finder, ReaderOptions options, boolean resumed) {
        boolean fromTime = options.start().kind() == Start.Kind.TIMESTAMP && !resumed;
        long notBefore = fromTime ? options.start().value() : Long.MIN_VALUE;
        Until until = options.until();
        return switch (until.kind()) {
            case NEVER -> new Bounds(Long.MAX_VALUE, notBefore, Long.MAX_VALUE);
            case TAIL -> new Bounds(finder.tail(), notBefore, Long.MAX_VALUE);
            case POSITION -> new Bounds(until.value(), notBefore, Long.MAX_VALUE);
            case TIMESTAMP -> new Bounds(Long.MAX_VALUE, notBefore, until.value());
        };
    }

    public ConsumerWatch watchConsumer(String name) {
        requireOpen();
        SharedJournal share = shared.share();
        boolean opened = false;
        try {
            ConsumerWatch watch = CursorWatch.of(
                    share.directory(),
                    share.control(false),
                    name,
                    bell(share, false),
                    () -> share.share()::close,
                    share::close);
            opened = true;
            return watch;
        } finally {
            if (!opened) {
                share.close();
            }
        }
    }

    public JournalStatus status() {
        requireOpen();
        SharedJournal share = shared.share();
        try {
            return new StatusView(
                            share.control(false), share.pages(), Owners.read(share.directory(), share.lockIfOpen()))
                    .look();
        } catch (JournalException e) {
            throw share.explained(e);
        } finally {
            share.close();
        }
    }

    public Verification verify() {
        requireOpen();
        SharedJournal share = shared.share();
        try {
            return new Verifier(share.control(false), share.pages()).run(share::explained);
        } finally {
            share.close();
        }
    }

    /** What changes the journal beside frames, and what it is now. */
    public Administration administration() {
        return administration;
    }

    public Path path() {
        return shared.directory();
    }

    public Geometry geometry() {
        return geometry;
    }

    public boolean isReadOnly() {
        return readOnly;
    }

    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        shared.close();
    }

    void requireOpen() {
        if (closed) {
            throw new JournalClosedException(shared.directory(), "the journal is closed");
        }
    }

    void requireWritable(String what) {
        requireOpen();
        if (readOnly) {
            throw new JournalAccessException(
                    shared.directory(), what + " needs the journal opened for writing, not read-only", null);
        }
    }
}
