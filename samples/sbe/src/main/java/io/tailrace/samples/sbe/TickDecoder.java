package io.tailrace.samples.sbe;

import io.tailrace.FrameDecoder;
import io.tailrace.FrameHeader;
import io.tailrace.samples.sbe.codec.MessageHeaderDecoder;
import io.tailrace.samples.sbe.codec.QuoteDecoder;
import io.tailrace.samples.sbe.codec.TradeDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads fields where the publisher wrote them: the generated decoders are flyweights over the mapped page. The message
 * header tells the version and block length that the publisher had, so that older and newer ones are understood.
 *
 * <p>It only reads. What is made of a message is made downstream, of the tick: a tick gets there only when it is sure
 * that the bytes stood still while they were decoded. Each subscription needs a decoder of its own.
 */
final class TickDecoder implements FrameDecoder<Tick> {
    private final MessageHeaderDecoder message = new MessageHeaderDecoder();
    private final TradeDecoder trade = new TradeDecoder();
    private final QuoteDecoder quote = new QuoteDecoder();
    private final Tick tick = new Tick();

    @Override
    public Tick decode(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        tick.kind = kind(buffer, offset, length);
        switch (tick.kind) {
            case TRADE -> readTrade(trade.wrapAndApplyHeader(buffer, offset, message));
            case QUOTE -> readQuote(quote.wrapAndApplyHeader(buffer, offset, message));
            case OTHER -> tick.instrument = 0;
        }
        return tick;
    }

    /** A journal may hold anything: what is not known is passed over, as SBE means it. */
    private Tick.Kind kind(DirectBuffer buffer, int offset, int length) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
            return Tick.Kind.OTHER;
        }
        message.wrap(buffer, offset);
        boolean cutShort = length < MessageHeaderDecoder.ENCODED_LENGTH + message.blockLength();
        if (message.schemaId() != MessageHeaderDecoder.SCHEMA_ID || cutShort) {
            return Tick.Kind.OTHER;
        }
        return switch (message.templateId()) {
            case TradeDecoder.TEMPLATE_ID -> Tick.Kind.TRADE;
            case QuoteDecoder.TEMPLATE_ID -> Tick.Kind.QUOTE;
            default -> Tick.Kind.OTHER;
        };
    }

    private void readTrade(TradeDecoder from) {
        tick.instrument = (int) from.instrument();
        tick.price = from.price();
        tick.quantity = from.quantity();
        // Added by version 2: of an older publisher the decoder answers the null value, without a look at the buffer.
        int venue = from.venue();
        tick.venue = venue == TradeDecoder.venueNullValue() ? Tick.NO_VENUE : venue;
    }

    private void readQuote(QuoteDecoder from) {
        tick.instrument = (int) from.instrument();
        QuoteDecoder.BidsDecoder bids = from.bids();
        tick.bestBid = bids.hasNext() ? bids.next().price() : 0;
        // Groups stand one behind the other: the next one begins where this one was left, at its end.
        while (bids.hasNext()) {
            bids.next();
        }
        QuoteDecoder.AsksDecoder asks = from.asks();
        tick.bestAsk = asks.hasNext() ? asks.next().price() : 0;
    }
}
