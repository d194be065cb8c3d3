package io.tailrace.samples.sbe;

import java.util.Locale;

/**
 * Where an instrument stands.
 *
 * @param instrument its number
 * @param trades how many so far
 * @param price volume-weighted average of them all
 * @param bestBid of the last quote, 0 if there is none
 * @param bestAsk of the last quote, 0 if there is none
 */
record Vwap(int instrument, long trades, double price, double bestBid, double bestAsk) {
    /** One line for humans. */
    String line() {
        return String.format(
                Locale.ROOT,
                "instrument %d: %,d trades, VWAP %.4f, quoted %.4f / %.4f",
                instrument,
                trades,
                price,
                bestBid,
                bestAsk);
    }
}
