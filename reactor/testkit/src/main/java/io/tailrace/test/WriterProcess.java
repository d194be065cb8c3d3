package io.tailrace.test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/** A process that has the writer's role of a {@link TestJournal}: from {@link TestJournal#startWriter()}. */
public final class WriterProcess extends JournalProcess {
    WriterProcess(Path journal) {
        super(WriterMain.class, journal);
    }

    /**
     * Appends a text and waits until it is there.
     *
     * @param text the payload, encoded as UTF-8
     * @return position of the frame
     * @throws AssertionError if it could not
     */
    public long append(String text) {
        return append(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Appends a frame and waits until it is there.
     *
     * @param payload of the frame
     * @return position of the frame
     * @throws AssertionError if it could not
     */
    public long append(byte[] payload) {
        return tell("append " + Base64.getEncoder().encodeToString(payload));
    }

    /**
     * {@link #dieAppending(byte[])} with a text.
     *
     * @param text the payload, encoded as UTF-8
     */
    public void dieAppending(String text) {
        dieAppending(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Has it take room for a frame and write the first half of its payload, then kills it: the frame is never seen. Returns when the process
     * is gone.
     *
     * @param payload of the frame that is never seen
     */
    public void dieAppending(byte[] payload) {
        tell("claim " + Base64.getEncoder().encodeToString(payload));
        kill();
    }
}
