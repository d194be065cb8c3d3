package io.tailrace;

import io.tailrace.internal.open.JournalDirectories;
import io.tailrace.internal.open.OpenJournal;
import io.tailrace.layout.PageDescriptor;
import java.nio.file.Path;
import java.util.List;
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
     * @throws JournalInUseException if somebody holds a role of it
     */
    public static void delete(Path path) {
        delete(path, false);
    }

    /**
     * Deletes a journal. Those who have it mapped go on until they close it, or need a page that they have not mapped yet; who opens it
     * from now on finds none.
     *
     * @param path its directory
     * @param force even if somebody holds a role of it
     * @throws JournalNotFoundException if there is none
     * @throws JournalInUseException if somebody holds a role of it, and it is not forced
     */
    public static void delete(Path path, boolean force) {
        JournalDirectories.delete(path, force);
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
     * Takes the role of the journal's one writer. May wait for a previous one that is not evidently alive, and walks to the tail.
     *
     * @param options how
     * @return the appender, to be closed
     * @throws WriterActiveException if somebody else has the role
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
     * Opens a reader; one with a name resumes where its cursor stands, and may wait for a previous owner that is about to leave.
     *
     * @param options who, from where, up to where
     * @return the reader, to be closed
     * @throws ConsumerActiveException if somebody else reads under the name
     * @throws ConsumerLimitException if there is no slot left for a new name
     * @throws InvalidPositionException if the start lies outside what the journal has
     * @throws JournalAccessException if there is a name and the journal is open read-only
     */
    public Reader reader(ReaderOptions options) {
        return opened.reader(options);
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
     * Which pages the journal keeps beyond those that its consumers hold.
     *
     * @return what is kept, by whoever set it
     * @throws JournalClosedException if this handle is closed
     */
    public Retention retention() {
        return opened.retention();
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
        opened.setRetention(retention);
    }

    /**
     * Removes the pages that may go: those that neither the {@link #retention()} wants nor a consumer holds. The writer and named readers do
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
        return opened.prune(false);
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
        return opened.prune(dryRun);
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
