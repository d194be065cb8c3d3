package io.tailrace.samples.sbe;

import io.tailrace.Appender;
import io.tailrace.Claim;
import io.tailrace.FrameHandler;
import io.tailrace.Journal;
import io.tailrace.samples.sbe.v1.MessageHeaderDecoder;
import io.tailrace.samples.sbe.v1.MessageHeaderEncoder;
import io.tailrace.samples.sbe.v1.QuoteDecoder;
import io.tailrace.samples.sbe.v1.Side;
import io.tailrace.samples.sbe.v1.TradeDecoder;
import io.tailrace.samples.sbe.v1.TradeEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that was built when there was version 1 only. As a process: publishes trades; arguments: journal, how many. */
final class OldProgram {
    private OldProgram() {}

    public static void main(String[] arguments) {
        try (Journal journal = Journal.openOrCreate(Path.of(arguments[0]));
                Appender appender = journal.appender()) {
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                trade(appender, 7, 200_0000, 10);
            }
        }
    }

    static void trade(Appender appender, int instrument, long price, long quantity) {
        try (Claim claim = appender.claim(MessageHeaderEncoder.ENCODED_LENGTH + TradeEncoder.BLOCK_LENGTH)) {
            new TradeEncoder()
                    .wrapAndApplyHeader(claim.buffer(), 0, new MessageHeaderEncoder())
                    .instrument(instrument)
                    .price(price)
                    .quantity(quantity)
                    .side(Side.Buy);
            claim.commit();
        }
    }

    /** Reads a trade. */
    static FrameHandler trades(List<String> into) {
        return (buffer, offset, length, header) -> {
            TradeDecoder trade = new TradeDecoder().wrapAndApplyHeader(buffer, offset, new MessageHeaderDecoder());
            into.add(trade.instrument() + " " + trade.price() + " " + trade.quantity() + " " + trade.side());
        };
    }

    /** Reads a quote with all of its levels. */
    static FrameHandler quotes(List<String> into) {
        return (buffer, offset, length, header) -> {
            QuoteDecoder quote = new QuoteDecoder().wrapAndApplyHeader(buffer, offset, new MessageHeaderDecoder());
            List<String> levels = new ArrayList<>();
            for (QuoteDecoder.BidsDecoder bid : quote.bids()) {
                levels.add("bid " + bid.price() + " " + bid.quantity());
            }
            for (QuoteDecoder.AsksDecoder ask : quote.asks()) {
                levels.add("ask " + ask.price() + " " + ask.quantity());
            }
            into.add(quote.instrument() + " " + levels);
        };
    }
}
