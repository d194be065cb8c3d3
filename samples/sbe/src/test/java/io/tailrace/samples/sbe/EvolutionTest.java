package io.tailrace.samples.sbe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Reader;
import io.tailrace.samples.sbe.MarketPublisher.Level;
import io.tailrace.samples.sbe.codec.Side;
import io.tailrace.samples.sbe.codec.TradeEncoder;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Programs of version 1 and of version 2 share a journal, in both directions: the message header tells what was written. */
@ExtendWith(TestJournalExtension.class)
class EvolutionTest {
    private Appender appender;
    private Reader reader;

    @BeforeEach
    void open(TestJournal journal) {
        appender = journal.closing(journal.open().appender());
        reader = journal.closing(journal.open().reader());
    }

    @Test
    void whatVersion2AddedIsNotInVersion1() {
        assertTrue(io.tailrace.samples.sbe.v1.TradeEncoder.BLOCK_LENGTH < TradeEncoder.BLOCK_LENGTH);
        assertEquals(1, io.tailrace.samples.sbe.v1.TradeEncoder.SCHEMA_VERSION);
        assertEquals(2, TradeEncoder.SCHEMA_VERSION);
    }

    @Test
    void newReaderReadsOldPublisherWithoutWhatWasAdded() {
        OldProgram.trade(appender, 7, 101_2500, 42);
        new MarketPublisher(appender, new SystemEpochNanoClock()).trade(8, 1, 1, Side.Buy, 3);
        List<String> trades = new ArrayList<>();
        reader.poll(new TickDecoder(), tick -> trades.add(tick.instrument + " " + tick.venue), 2);
        assertEquals(List.of("7 " + Tick.NO_VENUE, "8 3"), trades);
    }

    @Test
    void oldReaderReadsTradesOfANewPublisher() {
        new MarketPublisher(appender, new SystemEpochNanoClock()).trade(7, 101_2500, 42, Side.Sell, 3);
        List<String> trades = new ArrayList<>();
        reader.poll(OldProgram.trades(trades), 1);
        assertEquals(List.of("7 1012500 42 Sell"), trades);
    }

    /** Entries of a group are longer than it knows: without the block length in the group's header it would read nonsense from the second on. */
    @Test
    void oldReaderReadsAllLevelsOfANewPublisher() {
        Level[] bids = {new Level(99, 10, 1), new Level(98, 20, 2)};
        Level[] asks = {new Level(100, 30, 3), new Level(101, 40, 4)};
        new MarketPublisher(appender, new SystemEpochNanoClock()).quote(7, bids, asks);
        List<String> quotes = new ArrayList<>();
        reader.poll(OldProgram.quotes(quotes), 1);
        assertEquals(List.of("7 [bid 99 10, bid 98 20, ask 100 30, ask 101 40]"), quotes);
    }
}
