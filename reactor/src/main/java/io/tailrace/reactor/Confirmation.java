package io.tailrace.reactor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** When something that was sent counts as done. Immutable; for {@link JournalSink#confirm}. */
public final class Confirmation {
    private static final Confirmation VISIBLE = new Confirmation(null);

    private final @Nullable String consumer;

    private Confirmation(@Nullable String consumer) {
        this.consumer = consumer;
    }

    /**
     * Once its frame is in the journal, where every reader sees it.
     *
     * @return the default
     */
    public static Confirmation visible() {
        return VISIBLE;
    }

    /**
     * Once a named consumer's cursor has passed its frame: delivered, or acknowledged, as that consumer reads. The consumer has to be there,
     * with policy GATE, before anything is sent. A restart of its process does not matter; if it is removed or reset, the confirmation
     * fails with {@link io.tailrace.ConsumerLostException}.
     *
     * @param consumer its name
     * @return a confirmation
     */
    public static Confirmation consumedBy(String consumer) {
        return new Confirmation(Objects.requireNonNull(consumer, "consumer"));
    }

    /** The consumer that is waited for, null for none. */
    @Nullable
    String consumer() {
        return consumer;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Confirmation that && Objects.equals(consumer, that.consumer);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(consumer);
    }

    @Override
    public String toString() {
        return consumer == null ? "visible" : "consumed by \"" + consumer + "\"";
    }
}
