package io.tailrace.test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A process that has the writer's role of a {@link TestJournal}, or is one of the writers of a shared one, of which there may be several:
 * from {@link TestJournal#startWriter()}.
 */
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
        return tell("append " + encoded(payload));
    }

    /**
     * Has it take room for a frame and write the first half of its payload, and no more: {@link #endAppending} goes on, {@link #kill} leaves it
     * so.
     *
     * @param text the payload, encoded as UTF-8
     * @return position of the room
     * @throws AssertionError if it could not
     */
    public long beginAppending(String text) {
        return tell("claim " + encoded(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Has it write the rest and waits until the frame is there.
     *
     * @return position of the frame; in a shared journal another one than where it began, if it was sealed meanwhile
     * @throws AssertionError if it could not
     */
    public long endAppending() {
        return tell("commit ");
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
     * is gone. In a shared journal its claim is passed over as soon as a reader or another writer has sealed it.
     *
     * @param payload of the frame that is never seen
     */
    public void dieAppending(byte[] payload) {
        tell("claim " + encoded(payload));
        kill();
    }

    private static String encoded(byte[] payload) {
        return Base64.getEncoder().encodeToString(payload);
    }
}
