package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What pairs of rates say. */
class PairedRatesTest {
    @Test
    void aWriterThatIsSlowerThanTheSpreadIsOutside() {
        PairedRates rates = rates(0.9);
        assertEquals(-0.1, rates.medianDifference(), 1e-9);
        assertEquals(0.0475, rates.spread(), 0.001);
        assertFalse(rates.isInsideSpread());
        assertTrue(rates.summary().contains("OUTSIDE"), rates::summary);
    }

    @Test
    void aLittleSlowerOrFasterIsInside() {
        assertTrue(rates(0.97).isInsideSpread());
        assertTrue(rates(1).isInsideSpread());
        assertTrue(rates(1.3).isInsideSpread());
    }

    /** Of 20: the sixth smallest to the sixth largest, as tables of the sign test have it. */
    @Test
    void theIntervalIsOfTheSignTest() {
        PairedRates rates = new PairedRates();
        for (int i = 1; i <= 20; i++) {
            rates.add(window(1_000), window(1_000 + i));
        }
        List<Double> interval = rates.interval();
        assertEquals(0.006, interval.get(0), 1e-9);
        assertEquals(0.015, interval.get(1), 1e-9);
    }

    @Test
    void fewPairsHaveNoInterval() {
        PairedRates rates = new PairedRates();
        for (int i = 1; i < PairedRates.FEWEST_FOR_AN_INTERVAL; i++) {
            rates.add(window(1_000), window(1_000 + i));
        }
        assertEquals(List.of(), rates.interval());
        assertTrue(rates.summary().contains("no interval"), rates::summary);
        rates.add(window(1_000), window(2_000));
        assertEquals(List.of(0.001, 1.0), rates.interval());
    }

    /** 20 rates from 900 to 1,090 without pages; with pages the same, times a factor. */
    private static PairedRates rates(double factor) {
        PairedRates rates = new PairedRates();
        for (int i = 0; i < 20; i++) {
            rates.add(window(900 + 10 * i), window(factor * (900 + 10 * i)));
        }
        return rates;
    }

    private static PairedRates.Window window(double rate) {
        return new PairedRates.Window(rate, 0.01);
    }
}
