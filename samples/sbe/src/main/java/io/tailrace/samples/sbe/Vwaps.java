package io.tailrace.samples.sbe;

import org.agrona.collections.Int2ObjectHashMap;
import reactor.core.publisher.SynchronousSink;

/**
 * Running averages of all instruments, told now and then: what crosses to other threads is a record every so many
 * trades, not every tick. For {@code handle}, on the thread that reads; allocates nothing but what it tells.
 */
final class Vwaps {
    private final Int2ObjectHashMap<Running> instruments = new Int2ObjectHashMap<>();
    private final int every;

    /**
     * None so far.
     *
     * @param every after how many trades of an instrument it is told
     */
    Vwaps(int every) {
        this.every = every;
    }

    /** Takes one tick in; tells of its instrument if that is due. */
    void accept(Tick tick, SynchronousSink<Vwap> told) {
        switch (tick.kind) {
            case TRADE -> {
                Running running = running(tick.instrument);
                running.trades++;
                running.quantity += tick.quantity;
                running.notional += (double) tick.price * tick.quantity;
                if (running.trades % every == 0) {
                    told.next(running.told(tick.instrument));
                }
            }
            case QUOTE -> {
                Running running = running(tick.instrument);
                running.bestBid = tick.bestBid;
                running.bestAsk = tick.bestAsk;
            }
            case OTHER -> {
                // Nothing to learn here.
            }
        }
    }

    private Running running(int instrument) {
        Running running = instruments.get(instrument);
        if (running == null) {
            running = new Running();
            instruments.put(instrument, running);
        }
        return running;
    }

    private static final class Running {
        private static final double UNIT = 0.0001;

        private long trades;
        private long quantity;
        private double notional;
        private long bestBid;
        private long bestAsk;

        private Vwap told(int instrument) {
            return new Vwap(instrument, trades, notional / quantity * UNIT, bestBid * UNIT, bestAsk * UNIT);
        }
    }
}
