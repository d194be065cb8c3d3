package io.tailrace.samples.sbe;

/**
 * What this reader takes out of a message, and no more. The decoder gives the same object for every frame, as a
 * flyweight: it is valid until the next frame is decoded, on the thread that reads. Who keeps something copies it.
 */
final class Tick {
    /** What an old publisher does not tell. */
    static final int NO_VENUE = -1;

    /** What was read. */
    enum Kind {
        TRADE,
        QUOTE,
        /** Of another schema, or added to this one after this program was built. */
        OTHER
    }

    Kind kind = Kind.OTHER;
    int instrument;

    /** Of a trade, in units of 0.0001. */
    long price;

    /** Of a trade. */
    long quantity;

    /** Of a trade; {@link #NO_VENUE} if not told. */
    int venue;

    /** Of a quote, in units of 0.0001; 0 if nobody bids. */
    long bestBid;

    /** Of a quote, in units of 0.0001; 0 if nobody asks. */
    long bestAsk;
}
