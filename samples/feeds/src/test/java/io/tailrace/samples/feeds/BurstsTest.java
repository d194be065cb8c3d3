package io.tailrace.samples.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class BurstsTest {
    private static final int RATE = 20_000;
    private static final int SECONDS = 20;

    @Test
    void isBurstierThanAPoissonProcess() {
        long seed = System.nanoTime();
        Bursts bursts = new Bursts(RATE, new SplittableRandom(seed));
        double dispersion = indexOfDispersion(bursts::nextDue);
        assertTrue(dispersion > 5, "index of dispersion of counts per ms " + dispersion + ", seed " + seed);
    }

    /** The measure itself: a Poisson process has 1. */
    @Test
    void measuresOneForAPoissonProcess() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        double[] now = {0};
        double dispersion = indexOfDispersion(
                () -> (long) (now[0] += -Math.log(1 - random.nextDouble()) * TimeUnit.SECONDS.toNanos(1) / RATE));
        assertEquals(1, dispersion, 0.1, "seed " + seed);
    }

    @Test
    void keepsTheRateInEverySecond() {
        long seed = System.nanoTime();
        Bursts bursts = new Bursts(RATE, new SplittableRandom(seed));
        long last = 0;
        int[] counts = new int[SECONDS];
        for (int i = 0; i < RATE * SECONDS; i++) {
            long due = bursts.nextDue();
            assertTrue(due >= last, "seed " + seed);
            last = due;
            counts[(int) TimeUnit.NANOSECONDS.toSeconds(due)]++;
        }
        for (int count : counts) {
            assertEquals(RATE, count, "seed " + seed);
        }
    }

    @Test
    void worksAtOneASecond() {
        Bursts bursts = new Bursts(1, new SplittableRandom(1));
        for (int second = 0; second < 5; second++) {
            assertEquals(second, TimeUnit.NANOSECONDS.toSeconds(bursts.nextDue()));
        }
    }

    private static double indexOfDispersion(LongSupplier dues) {
        int[] counts = new int[SECONDS * 1_000];
        for (long due = dues.getAsLong(); due < TimeUnit.SECONDS.toNanos(SECONDS); due = dues.getAsLong()) {
            counts[(int) TimeUnit.NANOSECONDS.toMillis(due)]++;
        }
        double mean = Arrays.stream(counts).average().orElseThrow();
        double variance = Arrays.stream(counts)
                .mapToDouble(count -> (count - mean) * (count - mean))
                .average()
                .orElseThrow();
        return variance / mean;
    }
}
