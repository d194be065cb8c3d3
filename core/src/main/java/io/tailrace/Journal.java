package io.tailrace;

import io.tailrace.internal.open.JournalDirectories;
import io.tailrace.internal.open.JournalRepair;
import io.tailrace.internal.open.OpenJournal;
import io.tailrace.layout.PageDescriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * An append-only log of memory-mapped pages, shared by processes of one machine.
 *
 * <pre>{@code
 * try (Journal journal = Journal.openOrCreate(Path.of("/dev/shm/ticks"));
 *         Appender appender = journal.appender()) {
 *     appender.append("hello".getBytes(UTF_8));
 * }
 * try (Journal journal = Journal.open(Path.of("/dev/shm/ticks"));
 *         Reader reader = journal.reader()) {
 *     reader.poll((buffer, offset, length, header) -> use(buffer, offset, length), 100);
 * }
 * }</pre>
 *
 * <p><b>Threading:</b> any thread. Opening, and opening appenders and readers, touches files and may wait: not for threads that must not
 * block.
 *
 * <p>Closing a journal does not close its appenders and readers; each works until it is closed itself.
 */
public final class Journal implements AutoCloseable {
    private final OpenJournal opened;

    private Journal(OpenJournal opened) {
        this.opened = opened;
    }

    /**
     * Opens a journal that is there.
     *
     * @param path its directory
     * @return the journal
     * @throws JournalNotFoundException if there is none
     */
    public static Journal open(Path path) {
        return open(path, JournalOptions.defaults());
    }

    /**
     * Opens a journal that is there.
     *
     * @param path its directory
     * @param options what it must be like, and how to open it
     * @return the journal
     * @throws JournalNotFoundException if there is none
     * @throws IncompatibleJournalException if it differs from what the options set, or is beyond this version
     * @throws CorruptJournalException if its control file is not sound
     * @throws JournalAccessException if a right is missing or the directory cannot be trusted
     */
    public static Journal open(Path path, JournalOptions options) {
        return new Journal(OpenJournal.open(path, options, false));
    }

    /**
     * Opens a journal that is there, to read it: read-only, but for leaving word that a reader sleeps (see {@link WakeableIdleStrategy}), and for a
     * shared one, where this process may write. One that is opened {@linkplain JournalOptions#readOnly read-only} leaves no trace. In a shared one a reader that stands
     * before the claim of a writer that died has it passed over; one that may not write waits until somebody comes by who may.
     *
     * @param path its directory
     * @param options what it must be like, and how to open it
     * @return the journal
     * @throws JournalNotFoundException if there is none
     * @throws IncompatibleJournalException if it differs from what the options set, or is beyond this version
     * @throws CorruptJournalException if its control file is not sound
     * @throws JournalAccessException if a right is missing or the directory cannot be trusted
     */
    public static Journal openToRead(Path path, JournalOptions options) {
        Journal journal = new Journal(OpenJournal.openToRead(path, options));
        if (journal.mode() == JournalMode.EXCLUSIVE) {
            return journal;
        }
        try (journal) {
            return open(path, options.readOnly(false));
        } catch (JournalAccessException e) {
            return new Journal(OpenJournal.openToRead(path, options));
        }
    }

    /**
     * Opens a journal, or makes it. Any number of processes may do so at once: there will be one journal, and all get it.
     *
     * @param path its directory; the parent directory is there
     * @return the journal
     */
    public static Journal openOrCreate(Path path) {
        return openOrCreate(path, JournalOptions.defaults());
    }

    /**
     * Opens a journal, or makes it. Any number of processes may do so at once: there will be one journal, and all get it.
     *
     * @param path its directory; the parent directory is there
     * @param options what it must be like, or is made like
     * @return the journal
     * @throws NoSpaceException if its first page does not fit
     * @throws IncompatibleJournalException if it is there and differs from what the options set, or is beyond this version, or the
     *     directory holds other things
     * @throws CorruptJournalException if it is there and its control file is not sound
     * @throws JournalAccessException if a right is missing or the directory cannot be trusted
     */
    public static Journal openOrCreate(Path path, JournalOptions options) {
        return new Journal(OpenJournal.open(path, options, true));
    }

    /**
     * The journals right below a directory.
     *
     * @param directory for example {@code /dev/shm}
     * @return their paths, sorted; those that cannot be read, or whose name begins with a dot, are left out
     */
    public static List<Path> list(Path directory) {
        return JournalDirectories.list(directory);
    }

    /**
     * Deletes a journal that nobody writes, or reads by name.
     *
     * @param path its directory
     * @throws JournalNotFoundException if there is none
     * @throws JournalInUseException if somebody holds a role of it, or evidently lives who lost the lock of one
     */
    public static void delete(Path path) {
        delete(path, false);
    }

    /**
     * Deletes a journal. Those who have it mapped go on until they close it, need a page that they have not mapped yet, or wait at a gate;
     * who opens it from now on finds none.
     *
     * @param path its directory
     * @param force even if somebody holds a role of it
     * @throws JournalNotFoundException if there is none
     * @throws JournalInUseException if somebody holds a role of it, or evidently lives who lost the lock of one, and it is not forced
     */
    public static void delete(Path path, boolean force) {
        JournalDirectories.delete(path, force);
    }

    /**
     * Repairs a journal that nobody uses, with all defaults.
     *
     * @param path its directory
     * @return what was done
     */
    public static Repair repair(Path path) {
        return repair(path, RepairOptions.defaults());
    }

    /**
     * Does what no running process may do by itself: cuts the journal at the first frame that is damaged, and keeps what lies behind aside
     * under names that nobody looks at; resets hints, cursors and slots that make no sense; frees what the dead left. A journal that is sound
     * stays as it is. What is left by processes that were killed heals without this.
     *
     * <p>Behind a cut the journal goes on above every position that was ever issued. Whoever reads over it is told by a {@link GapException},
     * consumers that had come further included. Killed at any instruction, a repair can be done again.
     *
     * @param path its directory
     * @param options how
     * @return what was done, or would be
     * @throws JournalNotFoundException if there is none
     * @throws JournalInUseException if somebody holds a role of it, who is named
     * @throws CorruptJournalException if the control file cannot say what the journal is like: it stands nowhere else, so nothing was changed
     * @throws IncompatibleJournalException if it has what this version does not know
     * @throws NoSpaceException if there is no room for a copy of the page that is cut, and the page to go on with; nothing was changed
     */
    public static Repair repair(Path path, RepairOptions options) {
        return JournalRepair.run(path, options);
    }

    /**
     * An appender with all defaults.
     *
     * @return the appender, to be closed
     */
    public Appender appender() {
        return appender(AppenderOptions.defaults());
    }

    /**
     * Takes the role of an exclusive journal's one writer, or a slot of a shared one's writers. May wait for a previous owner that is not
     * evidently alive, and walks to the tail.
     *
     * @param options how
     * @return the appender, to be closed
     * @throws WriterActiveException if somebody else has the role of an exclusive journal
     * @throws WriterLimitException if all writer slots of a shared journal are taken
     * @throws JournalAccessException if the journal is open read-only
     */
    public Appender appender(AppenderOptions options) {
        return opened.appender(options);
    }

    /**
     * A reader from the first retained frame on, without a name.
     *
     * @return the reader, to be closed
     */
    public Reader reader() {
        return reader(ReaderOptions.defaults());
    }

    /**
     * Opens a reader; one with a name resumes where its cursor stands, and may wait for a previous owner that is about to leave. If what it
     * stands before is no longer retained, its first poll says so; until that is told the cursor does not move.
     *
     * @param options who, from where, up to where
     * @return the reader, to be closed
     * @throws ConsumerActiveException if somebody else reads under the name
     * @throws ConsumerLimitException if there is no slot left for a new name, or for a reader without one that holds the writer up
     * @throws InvalidPositionException if the start lies outside what the journal has
     * @throws IllegalArgumentException if a reader without a name is to be {@link ConsumerPolicy#EVICT}, or to have another delivery than
     *     {@link DeliveryMode#AT_LEAST_ONCE}
     * @throws JournalAccessException if there is a name, or the reader is to hold the writer up, and the journal is open read-only
     */
    public Reader reader(ReaderOptions options) {
        return opened.reader(options);
    }

    /**
     * Changes what a consumer may hold up, while its reader and the writer run. A writer that waits takes notice at once. Waits up to 2 s
     * while another process registers a consumer.
     *
     * @param consumer its name
     * @param policy what it may hold up from now on
     * @throws ConsumerNotFoundException if there is no consumer of this name
     * @throws JournalInUseException if another process registers a consumer and does not get ready
     * @throws JournalAccessException if the journal is open read-only
     */
    public void setPolicy(String consumer, ConsumerPolicy policy) {
        opened.administration()
                .setPolicy(Objects.requireNonNull(consumer, "consumer"), Objects.requireNonNull(policy, "policy"));
    }

    /**
     * Removes a consumer that no reader has: its cursor is forgotten and holds nothing any more. A writer that waited for it goes on. Waits
     * up to 2 s for the locks of a reader whose process was killed.
     *
     * @param consumer its name
     * @throws ConsumerNotFoundException if there is no consumer of this name
     * @throws ConsumerActiveException if a reader has it, or it cannot be told that its process is gone
     * @throws JournalInUseException if another process registers a consumer and does not get ready
     * @throws JournalAccessException if the journal is open read-only
     */
    public void removeConsumer(String consumer) {
        opened.administration().removeConsumer(Objects.requireNonNull(consumer, "consumer"));
    }

    /**
     * Moves the cursor of a consumer that no reader has, forward or back. A writer that waited for it takes notice. Waits up to 2 s for the
     * locks of a reader whose process was killed.
     *
     * <p>A time that no frame has reached yet moves it to the tail: its next reader gets all that is appended from now on, whatever the
     * timestamps. Where retention goes on meanwhile, the page of the new position may be gone before the next reader comes: that one is told
     * of the gap.
     *
     * @param consumer its name
     * @param to where to
     * @return the new position: a frame's begin, or the tail
     * @throws ConsumerNotFoundException if there is no consumer of this name
     * @throws ConsumerActiveException if a reader has it, or it cannot be told that its process is gone
     * @throws InvalidPositionException if the position lies outside what the journal has
     * @throws JournalInUseException if another process registers a consumer and does not get ready
     * @throws JournalAccessException if the journal is open read-only
     */
    public long resetConsumer(String consumer, Start to) {
        return opened.administration()
                .resetConsumer(Objects.requireNonNull(consumer, "consumer"), Objects.requireNonNull(to, "to"));
    }

    /**
     * Looks at the journal from outside: exact tail, who is alive, how far each consumer is. Takes no lock, writes nothing, disturbs
     * nobody; reads a few files of {@code /proc}.
     *
     * @return what was found
     */
    public JournalStatus status() {
        return opened.status();
    }

    /**
     * Walks all frames, and compares with what the control file says. Takes no lock and writes nothing; takes as long as reading does.
     *
     * @return what was found, with the first fault if there is one
     */
    public Verification verify() {
        return opened.verify();
    }

    /**
     * How far a writer may run ahead of a gating consumer.
     *
     * @return bytes, or {@link JournalOptions#UNBOUNDED}
     */
    public long capacity() {
        return opened.administration().capacity();
    }

    /**
     * Changes how far writers may run ahead of a gating consumer. Whoever waits for room notices within about a millisecond; whoever
     * appends, with the frame, claim or batch behind the one that it has taken room for already.
     *
     * @param bytes at least a page, or {@link JournalOptions#UNBOUNDED}
     * @throws IllegalArgumentException if it is less than a page
     * @throws JournalAccessException if the journal is open read-only
     */
    public void setCapacity(long bytes) {
        opened.administration().setCapacity(bytes);
    }

    /**
     * Watches how far a gating consumer has come, so that who appends knows what was processed. Works on read-only journals too; takes no
     * lock and disturbs nobody.
     *
     * @param consumer its name
     * @return the watch, to be closed; made before the frames are appended that are to be confirmed
     * @throws ConsumerNotFoundException if there is no consumer of that name
     * @throws ConsumerLostException if it does not gate
     */
    public ConsumerWatch watchConsumer(String consumer) {
        return opened.watchConsumer(consumer);
    }

    /**
     * Which pages the journal keeps beyond those that its consumers hold.
     *
     * @return what is kept, by whoever set it
     * @throws JournalClosedException if this handle is closed
     */
    public Retention retention() {
        return opened.administration().retention();
    }

    /**
     * Sets which pages the journal keeps, for all processes, and removes those that may go by it. Reads and writes go on meanwhile. Touches
     * files and may wait: not for threads that must not block.
     *
     * @param retention what to keep from now on
     * @throws JournalClosedException if this handle is closed
     * @throws JournalAccessException if the journal is open read-only, or a page cannot be removed; what is to be kept is set all the same
     * @throws CorruptJournalException if the tail cannot be found, so that nothing was removed; what is to be kept is set all the same
     */
    public void setRetention(Retention retention) {
        opened.administration().setRetention(retention);
    }

    /**
     * Removes the pages that may go: those that neither the {@link #retention()} wants nor a consumer holds. Writers and named readers do
     * that by themselves, in the background, whenever they leave a page; what this is for is an age, which comes without anybody doing
     * anything. The page that is written is never removed, and with {@link Retention#all()} no page is.
     *
     * <p>A page that somebody still reads is not disturbed: its memory comes back when he has left it.
     *
     * @return what this call removed
     * @throws JournalClosedException if this handle is closed
     * @throws JournalAccessException if the journal is open read-only, or a page cannot be removed
     * @throws CorruptJournalException if the tail cannot be found, so that nothing was removed
     */
    public Pruned prune() {
        return opened.administration().prune(false);
    }

    /**
     * {@link #prune()}, or only a look at what it would remove now.
     *
     * @param dryRun true to remove nothing, take no lock and write nothing: that works on a journal that is open read-only, too
     * @return what was removed, or would be
     * @throws JournalClosedException if this handle is closed
     * @throws JournalAccessException if it is no dry run and the journal is open read-only, or a page cannot be removed
     * @throws CorruptJournalException if the tail cannot be found, so that nothing was removed
     */
    public Pruned prune(boolean dryRun) {
        return opened.administration().prune(dryRun);
    }

    /**
     * Where the journal is.
     *
     * @return absolute path of its directory
     */
    public Path path() {
        return opened.path();
    }

    /**
     * Which journal this is.
     *
     * @return the identity that all its files carry
     */
    public UUID uuid() {
        return opened.geometry().uuid();
    }

    /**
     * Who may write at a time.
     *
     * @return exclusive or shared
     */
    public JournalMode mode() {
        return opened.geometry().journalMode();
    }

    /**
     * The size of a page.
     *
     * @return bytes
     */
    public int pageSize() {
        return opened.geometry().pageSize();
    }

    /**
     * The longest payload of a frame.
     *
     * @return bytes: a quarter of a page without the header
     */
    public int maxPayloadLength() {
        return PageDescriptor.maxPayloadLength(opened.geometry().pageBits());
    }

    /**
     * Whether the journal was opened read-only.
     *
     * @return true for read-only
     */
    public boolean isReadOnly() {
        return opened.isReadOnly();
    }

    /** Closes this handle; appenders and readers stay open. Closing again does nothing. */
    @Override
    public void close() {
        opened.close();
    }
}
