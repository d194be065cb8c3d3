package io.tailrace.samples.sbe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.Appender;
import io.tailrace.Frame;
import io.tailrace.Reader;
import io.tailrace.samples.sbe.MarketPublisher.Level;
import io.tailrace.samples.sbe.codec.MessageHeaderEncoder;
import io.tailrace.samples.sbe.codec.QuoteEncoder;
import io.tailrace.samples.sbe.codec.Side;
import io.tailrace.samples.sbe.codec.TradeEncoder;
import io.tailrace.test.TestClock;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is published in place is read in place, and what is not known is passed over. */
@ExtendWith(TestJournalExtension.class)
class TickDecoderTest {
    private static final Level[] NOBODY = {};
    private static final TestClock CLOCK = TestClock.at(Instant.parse("2026-01-01T09:00:00Z"));

    private Appender appender;
    private Reader reader;
    private MarketPublisher publisher;

    @BeforeEach
    void open(TestJournal journal) {
        appender = journal.closing(journal.open().appender());
        reader = journal.closing(journal.open().reader());
        publisher = new MarketPublisher(appender, CLOCK);
    }

    @Test
    void tradeHasAllThatWasPublished() {
        // Unsigned on the wire: an int does not hold it.
        publisher.trade(7, 101_2500, 3_000_000_000L, Side.Sell, 12);
        Tick tick = next();
        assertEquals(Tick.Kind.TRADE, tick.kind);
        assertEquals(7, tick.instrument);
        assertEquals(101_2500, tick.price);
        assertEquals(3_000_000_000L, tick.quantity);
        assertEquals(12, tick.venue);
    }

    @Test
    void quoteHasTheBestOfEachSideWhateverItsDepth() {
        Level[] bids = {new Level(99_0000, 10, 1), new Level(98_0000, 20, 2), new Level(97_0000, 30, 3)};
        publisher.quote(7, bids, new Level[] {new Level(100_0000, 10, 1), new Level(101_0000, 1, 1)});
        publisher.quote(8, NOBODY, new Level[] {new Level(55_0000, 10, 1)});
        publisher.quote(9, new Level[] {new Level(44_0000, 10, 1)}, NOBODY);
        assertQuote(7, 99_0000, 100_0000);
        assertQuote(8, 0, 55_0000);
        assertQuote(9, 44_0000, 0);
    }

    private void assertQuote(int instrument, long bestBid, long bestAsk) {
        Tick tick = next();
        assertEquals(Tick.Kind.QUOTE, tick.kind);
        assertEquals(instrument, tick.instrument);
        assertEquals(bestBid, tick.bestBid);
        assertEquals(bestAsk, tick.bestAsk);
    }

    @Test
    void quoteGivesBackWhatItDidNotNeed(TestJournal journal) {
        publisher.quote(7, NOBODY, NOBODY);
        Frame frame = journal.frames().get(0);
        assertEquals(QuoteEncoder.TEMPLATE_ID, frame.type());
        assertEquals(CLOCK.nanoTime(), frame.timestamp());
        assertEquals(
                MessageHeaderEncoder.ENCODED_LENGTH
                        + QuoteEncoder.BLOCK_LENGTH
                        + QuoteEncoder.BidsEncoder.HEADER_SIZE
                        + QuoteEncoder.AsksEncoder.HEADER_SIZE,
                frame.length());
    }

    @Test
    void whatIsNotKnownIsPassedOver() {
        appender.append(new byte[0]);
        appender.append(header(0, TradeEncoder.TEMPLATE_ID, TradeEncoder.SCHEMA_ID + 1));
        appender.append(header(0, QuoteEncoder.TEMPLATE_ID + 1, TradeEncoder.SCHEMA_ID));
        // A block that is not there: the next frame's bytes are not its fields.
        appender.append(header(TradeEncoder.BLOCK_LENGTH, TradeEncoder.TEMPLATE_ID, TradeEncoder.SCHEMA_ID));
        publisher.trade(7, 1, 1, Side.Buy, 1);
        for (int i = 0; i < 4; i++) {
            assertEquals(Tick.Kind.OTHER, next().kind);
        }
        assertEquals(Tick.Kind.TRADE, next().kind);
    }

    private static byte[] header(int blockLength, int templateId, int schemaId) {
        return ByteBuffer.allocate(MessageHeaderEncoder.ENCODED_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) blockLength)
                .putShort((short) templateId)
                .putShort((short) schemaId)
                .putShort((short) TradeEncoder.SCHEMA_VERSION)
                .array();
    }

    private Tick next() {
        Tick[] taken = new Tick[1];
        assertEquals(1, reader.poll(new TickDecoder(), tick -> (taken[0] = tick) != null, 1));
        return taken[0];
    }
}
