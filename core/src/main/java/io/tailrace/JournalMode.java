package io.tailrace;

/** Who may write a journal at a time. Fixed when the journal is made. */
public enum JournalMode {
    /** One writer at a time, who takes no lock and no CAS for an append. Whoever comes second is refused while the first lives. */
    EXCLUSIVE("exclusive"),

    /**
     * Any number of writers at a time, in any processes and threads, up to {@link JournalOptions#writerSlots}. An append claims its room by
     * one CAS and commits by another, so that the claim of a writer that died can be passed over.
     */
    SHARED("shared");

    private final String text;

    JournalMode(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
