package io.tailrace.samples.sbe;

import io.tailrace.samples.sbe.MarketPublisher.Level;
import io.tailrace.samples.sbe.codec.Side;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A made-up market: prices that wander, three trades to each quote. The same seed makes the same messages. */
final class MadeMarket {
    private static final long FIRST_PRICE = 100_0000;
    private static final long TICK = 100;
    private static final int MAX_QUANTITY = 1_000;
    private static final int MAX_ORDERS = 20;
    private static final int VENUES = 3;
    private static final int ONE_IN_IS_A_QUOTE = 4;

    private final SplittableRandom random;
    private final long[] prices;

    MadeMarket(int instruments, long seed) {
        random = new SplittableRandom(seed);
        prices = new long[instruments];
        Arrays.fill(prices, FIRST_PRICE);
    }

    /** Publishes the next message. */
    void publishNext(MarketPublisher to) {
        int instrument = random.nextInt(prices.length);
        long price = Math.max(TICK, prices[instrument] + TICK * random.nextInt(-1, 2));
        prices[instrument] = price;
        if (random.nextInt(ONE_IN_IS_A_QUOTE) == 0) {
            to.quote(instrument, levels(price, -TICK), levels(price + TICK, TICK));
        } else {
            Side side = random.nextBoolean() ? Side.Buy : Side.Sell;
            to.trade(instrument, price, quantity(), side, 1 + random.nextInt(VENUES));
        }
    }

    private Level[] levels(long best, long step) {
        Level[] levels = new Level[1 + random.nextInt(MarketPublisher.MAX_DEPTH)];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = new Level(best + i * step, quantity(), 1 + random.nextInt(MAX_ORDERS));
        }
        return levels;
    }

    private int quantity() {
        return 1 + random.nextInt(MAX_QUANTITY);
    }
}
