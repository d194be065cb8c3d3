package io.tailrace;

import java.nio.file.Path;

/** The consumer is in use by another reader, which has its name and its cursor; its process is named where it can be told. */
public final class ConsumerActiveException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String consumer;
    private final long pid;
    private final boolean evidentlyAlive;

    /**
     * With the owner.
     *
     * @param path the journal
     * @param consumer name of the consumer
     * @param pid process id of the owner as it was left in the journal, 0 if unknown
     * @param evidentlyAlive whether that process evidently lives and is another one
     */
    public ConsumerActiveException(Path path, String consumer, long pid, boolean evidentlyAlive) {
        super(
                path,
                NO_POSITION,
                "consumer \"" + consumer + "\" is in use by "
                        + (pid == 0 ? "an unknown process" : (evidentlyAlive ? "living process " : "process ") + pid)
                        + "; stop it, or use another name",
                null);
        this.consumer = consumer;
        this.pid = pid;
        this.evidentlyAlive = evidentlyAlive;
    }

    /**
     * The name that is in use.
     *
     * @return the consumer's name
     */
    public String consumer() {
        return consumer;
    }

    /**
     * The owner's process.
     *
     * @return process id, 0 if unknown
     */
    public long pid() {
        return pid;
    }

    /**
     * Whether waiting a moment is pointless: the owner is another process, and it lives. If false, it is about to leave: it was killed
     * and the kernel has not freed its locks yet, or it is a reader of this process that is being closed.
     *
     * @return true if the owner is another process that evidently lives
     */
    public boolean isEvidentlyAlive() {
        return evidentlyAlive;
    }

    @Override
    public boolean isRetryable() {
        return true;
    }
}
