package io.tailrace.samples.sbe;

import io.tailrace.Appender;
import io.tailrace.Claim;
import io.tailrace.samples.sbe.codec.MessageHeaderEncoder;
import io.tailrace.samples.sbe.codec.QuoteEncoder;
import io.tailrace.samples.sbe.codec.Side;
import io.tailrace.samples.sbe.codec.TradeEncoder;
import org.agrona.concurrent.EpochNanoClock;

/**
 * Writes messages into a journal: the encoder stands on the claim's buffer, so that each field is written once, where
 * readers will find it. A frame's type is its template id: that can be filtered by who knows nothing of SBE. For one
 * thread; allocates nothing.
 */
final class MarketPublisher {
    /** Most levels on a side of a quote. */
    static final int MAX_DEPTH = 10;

    private static final int TRADE_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + TradeEncoder.BLOCK_LENGTH;
    private static final int MAX_QUOTE_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH
            + QuoteEncoder.BLOCK_LENGTH
            + sideLength(QuoteEncoder.BidsEncoder.sbeHeaderSize(), QuoteEncoder.BidsEncoder.sbeBlockLength())
            + sideLength(QuoteEncoder.AsksEncoder.sbeHeaderSize(), QuoteEncoder.AsksEncoder.sbeBlockLength());

    private final Appender appender;
    private final EpochNanoClock clock;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final TradeEncoder trade = new TradeEncoder();
    private final QuoteEncoder quote = new QuoteEncoder();

    /**
     * Writes with an appender that the caller closes.
     *
     * @param clock gives the frames' time
     */
    MarketPublisher(Appender appender, EpochNanoClock clock) {
        this.appender = appender;
        this.clock = clock;
    }

    private static int sideLength(int headerLength, int levelLength) {
        return headerLength + MAX_DEPTH * levelLength;
    }

    /**
     * Publishes a trade. Its length is known: the claim is what it needs.
     *
     * @param price in units of 0.0001
     * @return the frame's position
     */
    long trade(int instrument, long price, long quantity, Side side, int venue) {
        try (Claim claim = appender.claim(TRADE_LENGTH)) {
            trade.wrapAndApplyHeader(claim.buffer(), 0, header)
                    .instrument(instrument)
                    .price(price)
                    .quantity(quantity)
                    .side(side)
                    .venue(venue);
            return claim.commit(TRADE_LENGTH, TradeEncoder.TEMPLATE_ID, clock.nanoTime());
        }
    }

    /**
     * Publishes a quote. How long it becomes shows when it is written: the most is claimed, what was not needed is
     * given back.
     *
     * @param bids best first, at most {@link #MAX_DEPTH}
     * @param asks best first, at most {@link #MAX_DEPTH}
     * @return the frame's position
     */
    long quote(int instrument, Level[] bids, Level[] asks) {
        try (Claim claim = appender.claim(MAX_QUOTE_LENGTH)) {
            quote.wrapAndApplyHeader(claim.buffer(), 0, header).instrument(instrument);
            QuoteEncoder.BidsEncoder bid = quote.bidsCount(bids.length);
            for (Level level : bids) {
                bid.next().price(level.price()).quantity(level.quantity()).orders(level.orders());
            }
            QuoteEncoder.AsksEncoder ask = quote.asksCount(asks.length);
            for (Level level : asks) {
                ask.next().price(level.price()).quantity(level.quantity()).orders(level.orders());
            }
            int length = MessageHeaderEncoder.ENCODED_LENGTH + quote.encodedLength();
            return claim.commit(length, QuoteEncoder.TEMPLATE_ID, clock.nanoTime());
        }
    }

    /**
     * A level of a quote.
     *
     * @param price in units of 0.0001
     * @param quantity of all its orders
     * @param orders how many
     */
    record Level(long price, long quantity, int orders) {}
}
