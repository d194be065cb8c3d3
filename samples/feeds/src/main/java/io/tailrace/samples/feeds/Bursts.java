package io.tailrace.samples.feeds;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * When messages are due: in batches of heavy-tailed size at random instants, and yet exactly the rate in every second,
 * so that a run has a known number of messages.
 */
final class Bursts {
    /** P(size &gt;= k) = k^-1.5: one batch in three has more than one message, one in a thousand has a hundred. */
    private static final double TAIL_EXPONENT = 1.5;

    private static final int MAX_BATCH = 100;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int rate;
    private final SplittableRandom random;
    private final int[] sizes;
    private final long[] instants;
    private int batches;
    private int batch;
    private int leftOfBatch;
    private long second = -1;

    Bursts(int rate, SplittableRandom random) {
        this.rate = rate;
        this.random = random;
        sizes = new int[rate];
        instants = new long[rate];
    }

    /** When the next message is due, in ns since the begin; never earlier than the one before. */
    long nextDue() {
        if (leftOfBatch == 0) {
            batch++;
            if (batch >= batches) {
                drawSecond();
            }
            leftOfBatch = sizes[batch];
        }
        leftOfBatch--;
        return instants[batch];
    }

    private void drawSecond() {
        second++;
        batch = 0;
        batches = 0;
        for (int left = rate; left > 0; left -= sizes[batches++]) {
            sizes[batches] = Math.min(left, nextSize());
        }
        drawInstants();
    }

    /** Exponential gaps, scaled so that they fill the second, are sorted uniform instants without a sort. */
    private void drawInstants() {
        double sum = 0;
        double[] reached = new double[batches];
        for (int i = 0; i < batches; i++) {
            sum += nextGap();
            reached[i] = sum;
        }
        double scale = SECOND / (sum + nextGap());
        for (int i = 0; i < batches; i++) {
            instants[i] = second * SECOND + (long) (reached[i] * scale);
        }
    }

    private double nextGap() {
        return -Math.log(1 - random.nextDouble());
    }

    private int nextSize() {
        return (int) Math.min(MAX_BATCH, Math.pow(1 - random.nextDouble(), -1 / TAIL_EXPONENT));
    }
}
