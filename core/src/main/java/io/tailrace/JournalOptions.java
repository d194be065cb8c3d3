package io.tailrace;

import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a journal is opened, and what it is made like. Immutable; each method returns a new instance.
 *
 * <p>What is set here and differs from the journal that is found is an {@link IncompatibleJournalException} that names both values; what
 * is not set is adopted from the journal, or defaults when one is made.
 */
public final class JournalOptions {
    /** Page size of a journal that is made without saying one: 16 MiB. */
    public static final int DEFAULT_PAGE_SIZE = 1 << PageDescriptor.DEFAULT_BITS;

    /** Writer slots of a journal that is made without saying how many. */
    public static final int DEFAULT_WRITER_SLOTS = 64;

    /** Consumer slots of a journal that is made without saying how many. */
    public static final int DEFAULT_CONSUMER_SLOTS = 256;

    /** Capacity of a journal whose writer never waits for a consumer. */
    public static final long UNBOUNDED = 0;

    /** How long a claim may stand whose writer does not go on, unless said otherwise. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(1);

    private static final long NOT_SET = -1;

    private static final JournalOptions DEFAULTS = new JournalOptions(new Values());

    private final Values values;

    /** What is set. Changed before it belongs to options, never after. */
    private static final class Values implements Cloneable {
        private int pageSize;
        private int writerSlots;
        private int consumerSlots;
        private @Nullable Set<PosixFilePermission> permissions;
        private boolean trustGroup;
        private boolean readOnly;
        private @Nullable JournalListener listener;
        private long capacity = NOT_SET;
        private @Nullable Retention retention;
        private @Nullable JournalMode mode;
        private Duration patience = DEFAULT_PATIENCE;

        @Override
        public Values clone() {
            try {
                return (Values) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError("it is Cloneable", e);
            }
        }
    }

    private JournalOptions(Values values) {
        this.values = values;
    }

    private JournalOptions with(Consumer<Values> change) {
        Values changed = values.clone();
        change.accept(changed);
        return new JournalOptions(changed);
    }

    /**
     * All defaults, nothing set.
     *
     * @return options to start from
     */
    public static JournalOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The size of a page. A frame may have a quarter of it. Defaults to what the journal has, 16 MiB for a new one.
     *
     * @param bytes a power of two from 64 KiB to 1 GiB
     * @return new options
     */
    public JournalOptions pageSize(int bytes) {
        if (Integer.bitCount(bytes) != 1
                || bytes < 1 << PageDescriptor.MIN_BITS
                || bytes > 1 << PageDescriptor.MAX_BITS) {
            throw new IllegalArgumentException(
                    "pageSize must be a power of two from 65536 (64 KiB) to 1073741824 (1 GiB), not " + bytes);
        }
        return with(v -> v.pageSize = bytes);
    }

    /**
     * The size of a page.
     *
     * @return bytes, 0 if not set
     */
    public int pageSize() {
        return values.pageSize;
    }

    /**
     * How many writers a shared journal can have at a time. Defaults to what the journal has, 64 for a new one.
     *
     * @param slots 1 to 1024
     * @return new options
     */
    public JournalOptions writerSlots(int slots) {
        requireSlots(slots, ControlDescriptor.MAX_WRITER_SLOTS, "writerSlots");
        return with(v -> v.writerSlots = slots);
    }

    /**
     * How many writers a shared journal can have at a time.
     *
     * @return number of slots, 0 if not set
     */
    public int writerSlots() {
        return values.writerSlots;
    }

    /**
     * How many named consumers the journal can have. Defaults to what the journal has, 256 for a new one.
     *
     * @param slots 1 to 1024
     * @return new options
     */
    public JournalOptions consumerSlots(int slots) {
        requireSlots(slots, ControlDescriptor.MAX_CONSUMER_SLOTS, "consumerSlots");
        return with(v -> v.consumerSlots = slots);
    }

    /**
     * How many named consumers the journal can have.
     *
     * @return number of slots, 0 if not set
     */
    public int consumerSlots() {
        return values.consumerSlots;
    }

    /**
     * Who may do what with the directory of a journal that is made; its files get the same without execution, and the directory's group.
     * Group write also trusts the group, as {@link #trustGroup}. Defaults to {@code rwx------}; others
     * may never write.
     *
     * @param permissions for example {@code rwxrwx---}, see {@link PosixFilePermissions#fromString}
     * @return new options
     */
    public JournalOptions permissions(String permissions) {
        Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
        if (set.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IllegalArgumentException("others must not be able to write a journal: " + permissions);
        }
        if (!set.containsAll(PosixFilePermissions.fromString("rwx------"))) {
            throw new IllegalArgumentException("the owner needs rwx: " + permissions);
        }
        return with(v -> v.permissions = Set.copyOf(set));
    }

    /**
     * Who may do what with the directory.
     *
     * @return permissions, null if not set
     */
    public @Nullable Set<PosixFilePermission> permissions() {
        return values.permissions;
    }

    /**
     * Opens for writing although the directory belongs to somebody else, if its group may write it: whoever is in the group can then make
     * this process read and write what he likes. Defaults to false: only a directory of the user or of root is opened for writing.
     *
     * @param trust true to trust the group
     * @return new options
     */
    public JournalOptions trustGroup(boolean trust) {
        return with(v -> v.trustGroup = trust);
    }

    /**
     * Whether the directory's group is trusted.
     *
     * @return true if it is, by {@link #trustGroup(boolean)} or by permissions with group write
     */
    public boolean trustGroup() {
        Set<PosixFilePermission> permissions = values.permissions;
        return values.trustGroup || permissions != null && permissions.contains(PosixFilePermission.GROUP_WRITE);
    }

    /**
     * Opens without the right, or the wish, to write: for those who look, and for readers without a name. Defaults to false.
     *
     * @param readOnly true for read-only
     * @return new options
     */
    public JournalOptions readOnly(boolean readOnly) {
        return with(v -> v.readOnly = readOnly);
    }

    /**
     * Whether the journal is opened read-only.
     *
     * @return true for read-only
     */
    public boolean readOnly() {
        return values.readOnly;
    }

    /**
     * Who is told of pages, switches, takeovers and space. Defaults to nobody.
     *
     * @param listener called on threads of this library
     * @return new options
     */
    public JournalOptions listener(JournalListener listener) {
        return with(v -> v.listener = Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Who is told.
     *
     * @return a listener, null for nobody
     */
    public @Nullable JournalListener listener() {
        return values.listener;
    }

    /**
     * How far a writer may run ahead of a gating consumer. It can be changed while everybody runs. Defaults to what the journal has,
     * {@link #UNBOUNDED} for a new one.
     *
     * @param bytes exact, not rounded to pages: at least a page, or {@link #UNBOUNDED}
     * @return new options
     */
    public JournalOptions capacity(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("capacity must not be negative: " + bytes);
        }
        return with(v -> v.capacity = bytes);
    }

    /**
     * How far a writer may run ahead of a gating consumer.
     *
     * @return bytes, {@link #UNBOUNDED}, or -1 if not set
     */
    public long capacity() {
        return values.capacity;
    }

    /**
     * Which pages are kept beyond those that consumers hold. It can be changed while everybody runs. Defaults to what the journal has,
     * {@link Retention#all()} for a new one.
     *
     * @param retention what to keep
     * @return new options
     */
    public JournalOptions retention(Retention retention) {
        return with(v -> v.retention = Objects.requireNonNull(retention, "retention"));
    }

    /**
     * Which pages are kept.
     *
     * @return what to keep, null if not set
     */
    public @Nullable Retention retention() {
        return values.retention;
    }

    /**
     * Who may write at a time. Fixed when the journal is made. Defaults to what the journal has, {@link JournalMode#EXCLUSIVE} for a new
     * one.
     *
     * @param mode exclusive or shared
     * @return new options
     */
    public JournalOptions mode(JournalMode mode) {
        return with(v -> v.mode = Objects.requireNonNull(mode, "mode"));
    }

    /**
     * Who may write at a time.
     *
     * @return exclusive or shared, null if not set
     */
    public @Nullable JournalMode mode() {
        return values.mode;
    }

    /**
     * How long readers and writers of this handle let a claim in a shared journal stand whose writer lives, or may live, and does not go on:
     * stopped, or starved. Then they seal it, readers go on, and the writer appends its frame again behind what came meanwhile; nothing is lost
     * or doubled. The claim's length adds 1 ms per MiB, and a writer that was sealed twice in a row gets 20 times as long. A dead writer's
     * claim is sealed within milliseconds, whatever is set here. Not a property of the journal. Defaults to {@link #DEFAULT_PATIENCE}.
     *
     * @param patience zero or more
     * @return new options
     */
    public JournalOptions patience(Duration patience) {
        return with(v -> v.patience = Checks.notNegative(patience, "patience"));
    }

    /**
     * How long a claim may stand whose writer does not go on.
     *
     * @return a duration
     */
    public Duration patience() {
        return values.patience;
    }

    private static void requireSlots(int slots, int max, String name) {
        if (slots < 1 || slots > max) {
            throw new IllegalArgumentException(name + " must be 1 to " + max + ", not " + slots);
        }
    }
}
