package io.tailrace.samples.sbe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.JournalOptions;
import io.tailrace.Until;
import io.tailrace.reactor.JournalFlux;
import io.tailrace.samples.sbe.MarketPublisher.Level;
import io.tailrace.samples.sbe.codec.Side;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.util.function.Consumer;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What is made of the ticks, and what reading them costs. */
class VwapsTest {
    /** Pages as they are by default: mapping one costs a little, which is another matter. */
    @RegisterExtension
    final TestJournalExtension journals =
            new TestJournalExtension(JournalOptions.defaults().pageSize(JournalOptions.DEFAULT_PAGE_SIZE));

    @Test
    void averagesAreWeightedAndToldWhenDue() {
        publish(publisher -> {
            publisher.trade(1, 10_0000, 1, Side.Buy, 1);
            publisher.trade(2, 50_0000, 7, Side.Buy, 1);
            publisher.quote(1, new Level[] {new Level(19_0000, 1, 1)}, new Level[] {new Level(21_0000, 1, 1)});
            publisher.trade(1, 20_0000, 3, Side.Sell, 1);
            publisher.trade(1, 99_0000, 5, Side.Sell, 1);
        });
        StepVerifier.create(ticks().handle(new Vwaps(2)::accept))
                .assertNext(vwap -> {
                    assertEquals(1, vwap.instrument());
                    assertEquals(2, vwap.trades());
                    assertEquals((10.0 * 1 + 20.0 * 3) / 4, vwap.price(), 1e-9);
                    assertEquals(19, vwap.bestBid(), 1e-9);
                    assertEquals(21, vwap.bestAsk(), 1e-9);
                    assertEquals("instrument 1: 2 trades, VWAP 17.5000, quoted 19.0000 / 21.0000", vwap.line());
                })
                .verifyComplete();
    }

    /** An object for each message would be 16 bytes and more; what is told now and then, and each new page, is far less than one. */
    @Test
    void readingAllocatesNothingForAMessage() {
        int messages = 200_000;
        publish(publisher -> {
            MadeMarket market = new MadeMarket(4, 1);
            for (int i = 0; i < messages; i++) {
                market.publishNext(publisher);
            }
        });
        ReadingCost inPlace = new ReadingCost();
        ticks().doOnNext(inPlace::count).handle(new Vwaps(10_000)::accept).blockLast();
        assertEquals(messages, inPlace.messages());
        assertTrue(inPlace.bytesPerMessage() < 4, inPlace::line);

        // The measure sees what is allocated: copies of the same messages cost what they must.
        ReadingCost copied = new ReadingCost();
        Tick any = new Tick();
        source().receive().doOnNext(frame -> copied.count(any)).blockLast();
        assertEquals(messages, copied.messages());
        assertTrue(copied.bytesPerMessage() > 40, copied::line);
    }

    private void publish(Consumer<MarketPublisher> messages) {
        TestJournal journal = journals.get();
        try (Appender appender = journal.open().appender()) {
            messages.accept(new MarketPublisher(appender, new SystemEpochNanoClock()));
        }
    }

    private Flux<Tick> ticks() {
        return source().receive(new TickDecoder());
    }

    private JournalFlux source() {
        return JournalFlux.from(journals.get().path()).until(Until.tail());
    }
}
