package io.tailrace.samples.feeds;

import java.util.SplittableRandom;

/** Lengths of messages as an exchange has them: most are short and much alike, a few are long, whole books are rare. */
final class FeedShape {
    /** Bytes of the longest message: a whole book. */
    static final int MAX_LENGTH = 42_000;

    /** Quantiles; between two of them the logarithm of the length is linear. */
    private static final double[] QUANTILES = {0, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999, 1};

    private static final int[] LENGTHS = {160, 200, 240, 700, 2_200, 11_000, 21_000, MAX_LENGTH, MAX_LENGTH};

    private final SplittableRandom random;

    FeedShape(SplittableRandom random) {
        this.random = random;
    }

    /** Bytes of the next message. */
    int nextLength() {
        return lengthAt(random.nextDouble());
    }

    /** Bytes of the message at a quantile from 0 to 1. */
    static int lengthAt(double quantile) {
        int upper = 1;
        while (QUANTILES[upper] < quantile) {
            upper++;
        }
        double from = QUANTILES[upper - 1];
        double share = (quantile - from) / (QUANTILES[upper] - from);
        double ratio = (double) LENGTHS[upper] / LENGTHS[upper - 1];
        return (int) Math.round(LENGTHS[upper - 1] * Math.pow(ratio, share));
    }

    /** Bytes of a message on average. */
    static int meanLength() {
        double mean = 0;
        for (int i = 1; i < LENGTHS.length; i++) {
            double ratio = (double) LENGTHS[i] / LENGTHS[i - 1];
            double length = ratio == 1 ? LENGTHS[i] : (LENGTHS[i] - LENGTHS[i - 1]) / Math.log(ratio);
            mean += length * (QUANTILES[i] - QUANTILES[i - 1]);
        }
        return (int) Math.round(mean);
    }
}
