package io.tailrace.stress.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PairsTest {
    private static final double[] ZEROS = new double[5];

    /** By hand: mean 3, standard deviation 1.5811, t of 4 degrees 2.776. */
    @Test
    void intervalOfTheMeanDifference() {
        Pairs pairs = new Pairs("", ZEROS, new double[] {1, 2, 3, 4, 5});
        assertEquals(3, pairs.mean(), 1e-9);
        assertEquals(1.963, pairs.halfWidth(), 1e-3);
        assertTrue(pairs.isDearer());
        assertFalse(new Pairs("", new double[] {1, 2, 3, 4, 5}, ZEROS).isDearer());
    }

    @Test
    void noDifferenceThatShows() {
        assertFalse(new Pairs("", ZEROS, new double[] {-1, 2, -3, 4, 1}).isDearer());
    }

    @Test
    void median() {
        assertEquals(2, Pairs.median(new double[] {3, 1, 2}));
        assertEquals(2.5, Pairs.median(new double[] {4, 1, 2, 3}));
    }
}
