package io.tailrace.test;

import io.tailrace.Appender;
import io.tailrace.ConsumerPolicy;
import io.tailrace.Frame;
import io.tailrace.Journal;
import io.tailrace.JournalNotFoundException;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Until;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * A journal for one test: made with the smallest pages, in shared memory where there is some, gone when it is closed. Closing fails the
 * test that left something open.
 *
 * <pre>{@code
 * try (TestJournal journal = TestJournal.create()) {
 *     journal.append("a", "b");
 *     StepVerifier.create(JournalFlux.from(journal.path()).until(Until.tail()).receive())
 *             .assertNext(frame("a"))
 *             .assertNext(frame("b"))
 *             .verifyComplete();
 * }
 * }</pre>
 *
 * <p>Jupiter makes and closes it by {@link TestJournalExtension}; other frameworks by this class alone. Each has a directory of its own:
 * tests may run in parallel.
 *
 * <p><b>Threading:</b> any thread; who closes it has ended the others.
 */
public final class TestJournal implements AutoCloseable {
    /** Page size of a journal that is made without saying one: 64 KiB, the smallest, so that few frames lead into the next page. */
    public static final int PAGE_SIZE = 1 << PageDescriptor.MIN_BITS;

    /** Closing ends in the background: long enough for a machine that is busy with other tests. */
    static final Duration LEAK_PATIENCE = Duration.ofSeconds(10);

    private static final String NAME = "journal";

    private final TemporaryDirectory directory;
    private final JournalOptions options;
    private final Duration leakPatience;
    private final Faults faults;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private boolean leaksAllowed;
    private boolean closed;

    private TestJournal(JournalOptions options, Duration leakPatience) {
        this.directory = TemporaryDirectory.make();
        this.options = options.pageSize() == 0 ? options.pageSize(PAGE_SIZE) : options;
        this.leakPatience = leakPatience;
        this.faults = new Faults(directory.path(), path());
    }

    /**
     * Makes a journal with pages of 64 KiB and all else by default.
     *
     * @return the journal, to be closed
     */
    public static TestJournal create() {
        return create(JournalOptions.defaults());
    }

    /**
     * Makes a journal; a shared one with {@code JournalOptions.defaults().mode(JournalMode.SHARED)}.
     *
     * @param options what it is made like; without a page size its pages have 64 KiB
     * @return the journal, to be closed
     */
    public static TestJournal create(JournalOptions options) {
        return create(options, LEAK_PATIENCE);
    }

    static TestJournal create(JournalOptions options, Duration leakPatience) {
        TestJournal journal = new TestJournal(options, leakPatience);
        boolean made = false;
        try {
            journal.handle().close();
            made = true;
            return journal;
        } finally {
            if (!made) {
                journal.directory.delete();
            }
        }
    }

    /**
     * A journal that nobody has made yet, for code that makes it, or waits for it. {@link #open()}, and whatever appends, makes it with pages
     * of 64 KiB, unless it is there by then; what looks at it finds none.
     *
     * @return where it will be, to be closed
     */
    public static TestJournal absent() {
        return new TestJournal(JournalOptions.defaults(), LEAK_PATIENCE);
    }

    /** As it is, whoever made it; else as this one makes it. */
    private Journal handle() {
        try {
            return Journal.open(path());
        } catch (JournalNotFoundException e) {
            return Journal.openOrCreate(path(), options);
        }
    }

    /**
     * Where the journal is: what is given to the code under test.
     *
     * @return absolute path
     */
    public Path path() {
        return path(NAME);
    }

    /**
     * Where another journal, or anything else that this test needs, can be: beside the journal, and gone with it. Nothing is made there.
     *
     * @param name of a file or directory
     * @return absolute path
     */
    public Path path(String name) {
        return directory.path().resolve(name);
    }

    /**
     * The directory that the journal is in, for code that looks at all journals of a directory.
     *
     * @return absolute path of a directory that nobody else has
     */
    public Path directory() {
        return directory.path();
    }

    /**
     * Opens the journal, with all defaults. Closed behind the test.
     *
     * @return a new handle
     */
    public Journal open() {
        return closing(handle());
    }

    /**
     * Has something closed behind the test: what was given last is closed first.
     *
     * @param <T> what it is
     * @param closeable for example an appender, a reader or a {@code Disposable::dispose}
     * @return the same
     */
    public <T extends AutoCloseable> T closing(T closeable) {
        synchronized (opened) {
            opened.push(closeable);
        }
        return closeable;
    }

    /**
     * Appends texts, by an appender that is closed when this returns.
     *
     * @param texts payloads, encoded as UTF-8
     * @return position of the last one
     * @throws io.tailrace.WriterActiveException if somebody else writes
     */
    public long append(String... texts) {
        return append(Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new));
    }

    /**
     * Appends frames, by an appender that is closed when this returns.
     *
     * @param payloads of the frames
     * @return position of the last one
     * @throws io.tailrace.WriterActiveException if somebody else writes
     */
    public long append(byte[]... payloads) {
        if (payloads.length == 0) {
            throw new IllegalArgumentException("there is nothing to append");
        }
        long position = 0;
        try (Journal journal = handle();
                Appender appender = journal.appender()) {
            for (byte[] payload : payloads) {
                position = appender.append(payload);
            }
        }
        return position;
    }

    /**
     * Fills the page that is written, and pages behind it, up to their last byte, with frames of zeros: what is appended next stands at the
     * begin of a page.
     *
     * @param pages how many, at least 1
     * @return position of the frame that is appended next
     * @throws io.tailrace.WriterActiveException if somebody else writes
     */
    public long fillPages(int pages) {
        if (pages < 1) {
            throw new IllegalArgumentException("pages must be at least 1, not " + pages);
        }
        try (Journal journal = handle();
                Appender appender = journal.appender()) {
            int pageBits = Integer.numberOfTrailingZeros(journal.pageSize());
            long first = Positions.pageIndex(appender.position(), pageBits);
            for (long page = first; page < first + pages; page++) {
                long end = Positions.of(page + 1, 0, pageBits) - PageDescriptor.TRAILER_LENGTH;
                // The first frame of a page takes its writer there.
                long at = Math.max(appender.position(), Positions.firstFrame(page, pageBits));
                while (end - at >= FrameDescriptor.HEADER_LENGTH) {
                    long fits = Math.min(end - at - FrameDescriptor.HEADER_LENGTH, journal.maxPayloadLength());
                    appender.append(new byte[(int) fits]);
                    at = appender.position();
                }
            }
            return Positions.firstFrame(first + pages, pageBits);
        }
    }

    /**
     * All frames that are there, from the first retained one on. Disturbs nobody.
     *
     * @return copies
     */
    public List<Frame> frames() {
        List<Frame> frames = new ArrayList<>();
        try (Journal journal = Journal.open(path(), JournalOptions.defaults().readOnly(true));
                Reader reader = journal.reader(ReaderOptions.defaults().until(Until.tail()))) {
            while (!reader.isDone()) {
                reader.poll(Frame.decoder(), frames::add, Integer.MAX_VALUE);
            }
        }
        return frames;
    }

    /**
     * The payloads of all frames that are there, as text. Disturbs nobody.
     *
     * @return payloads, decoded as UTF-8
     */
    public List<String> texts() {
        return frames().stream().map(Frame::utf8).toList();
    }

    /**
     * Looks at the journal from outside.
     *
     * @return what was found
     */
    public JournalStatus status() {
        try (Journal journal = Journal.open(path(), JournalOptions.defaults().readOnly(true))) {
            return journal.status();
        }
    }

    /**
     * Looks at a consumer from outside.
     *
     * @param name its name
     * @return what was found
     * @throws AssertionError if there is none of this name
     */
    public ConsumerStatus consumer(String name) {
        List<ConsumerStatus> consumers = status().consumers();
        return consumers.stream()
                .filter(consumer -> consumer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no consumer \"" + name + "\" among " + consumers));
    }

    /**
     * Faults to be made in this journal, now.
     *
     * @return faults
     */
    public Faults faults() {
        return faults;
    }

    /**
     * Starts a process that writes this journal as it is told. Ended behind the test, if it is there still. Takes as long as a JVM takes to
     * start. A shared journal has as many as are started.
     *
     * @return the process, which has the writer's role, or a slot of its own
     * @throws AssertionError if it cannot take the role, because somebody else has it
     */
    public WriterProcess startWriter() {
        return closing(new WriterProcess(path()));
    }

    /**
     * Starts a process that reads this journal as it is told, as a consumer that holds the writer up when that runs too far ahead ({@link
     * ConsumerPolicy#GATE}; the journal needs a capacity for it). Ended behind the test, if it is there still. Takes as long as a JVM takes
     * to start.
     *
     * @param consumer its name
     * @return the process, which has the name
     * @throws AssertionError if it cannot take the name, because somebody else has it
     */
    public ConsumerProcess startConsumer(String consumer) {
        return startConsumer(consumer, ConsumerPolicy.GATE);
    }

    /**
     * Starts a process that reads this journal as it is told. Ended behind the test, if it is there still. Takes as long as a JVM takes to
     * start.
     *
     * @param consumer its name
     * @param policy what it may hold up
     * @return the process, which has the name
     * @throws AssertionError if it cannot take the name, because somebody else has it
     */
    public ConsumerProcess startConsumer(String consumer, ConsumerPolicy policy) {
        return closing(new ConsumerProcess(path(), consumer, policy));
    }

    /**
     * Waits until this process has nothing of the directory mapped or open: closing ends in the background. For tests that go on with files
     * that nobody may have mapped still; {@link #close()} does it by itself.
     *
     * @throws AssertionError if that is not so after a while, with what is left
     */
    public void awaitReleased() {
        LeakCheck check = new LeakCheck(directory.path());
        if (!check.isReleasedWithin(leakPatience)) {
            throw new AssertionError(check.describe());
        }
    }

    /** For a test that leaves something open on purpose: closing does not look for it. */
    public void allowLeaks() {
        leaksAllowed = true;
    }

    /**
     * Closes what was given to {@link #closing}, ends the processes, deletes the directory. Closing again does nothing.
     *
     * @throws AssertionError if this process has something of the directory mapped or open still, a while later; it says what. The directory is
     *     gone all the same
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<Throwable> failures = new ArrayList<>();
        try {
            faults.freeDisk();
            closeOpened(failures);
            if (!leaksAllowed) {
                attempt(this::awaitReleased, failures);
            }
        } finally {
            attempt(directory::delete, failures);
        }
        if (!failures.isEmpty()) {
            AssertionError error = new AssertionError(failures.get(0).getMessage(), failures.get(0));
            failures.stream().skip(1).forEach(error::addSuppressed);
            throw error;
        }
    }

    private void closeOpened(List<Throwable> failures) {
        while (true) {
            AutoCloseable next;
            synchronized (opened) {
                next = opened.poll();
            }
            if (next == null) {
                return;
            }
            attempt(next, failures);
        }
    }

    /** Whatever fails behind a test, the rest is done. */
    private static void attempt(AutoCloseable action, List<Throwable> failures) {
        try {
            action.close();
        } catch (Exception | AssertionError e) {
            failures.add(e);
        }
    }
}
