package io.tailrace;

/** Why a consumer that could go on does not. */
public enum PausedReason {
    /** So many deliveries are in flight that one has to be acknowledged first. */
    ACKNOWLEDGE("waiting for acknowledge of position "),
    /** It is being drained: what is in flight is waited for, nothing new is read. */
    DRAINING("draining, waiting for acknowledge of position ");

    private final String text;

    PausedReason(String text) {
        this.text = text;
    }

    /**
     * The reason as a sentence.
     *
     * @param position the first position that is not acknowledged
     * @return for example {@code waiting for acknowledge of position 4711}
     */
    public String describe(long position) {
        return text + position;
    }
}
