package io.tailrace.test;

import io.tailrace.ConsumerPolicy;
import java.nio.file.Path;

/**
 * A process that reads a {@link TestJournal} as a named consumer: from {@link TestJournal#startConsumer(String)}. It reads what it is told
 * to and nothing else, so it is as slow as a test wants it; killed, it holds what its policy holds.
 */
public final class ConsumerProcess extends JournalProcess {
    private final String consumer;

    ConsumerProcess(Path journal, String consumer, ConsumerPolicy policy) {
        super(ConsumerMain.class, journal, consumer, policy.name());
        this.consumer = consumer;
    }

    /**
     * Who it reads as.
     *
     * @return the consumer's name
     */
    public String consumer() {
        return consumer;
    }

    /**
     * Reads frames, and waits until so many were there.
     *
     * @param frames how many, at least 1
     * @return its cursor: the first position that it has not read
     * @throws AssertionError if they did not come, or cannot be read
     */
    public long read(int frames) {
        if (frames < 1) {
            throw new IllegalArgumentException("frames must be at least 1, not " + frames);
        }
        return tell("read " + frames);
    }
}
