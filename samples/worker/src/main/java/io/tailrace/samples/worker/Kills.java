package io.tailrace.samples.worker;

import io.tailrace.layout.FrameDescriptor;
import java.util.SplittableRandom;

/** When a worker is killed: at random, and so that there is work left for all kills. For one thread. */
final class Kills {
    private static final double LEAST_PART = 0.2;
    private static final int MAX_EXTRA_NANOS = 999_999;

    private final SplittableRandom random;
    private final int wanted;
    private final double bytesForEach;
    private int hits;
    private long next = Long.MAX_VALUE;

    Kills(int wanted, long frames, long seed) {
        this.random = new SplittableRandom(seed);
        this.wanted = wanted;
        this.bytesForEach = (double) frames * FrameDescriptor.extent(Order.LENGTH) / (wanted + 1);
    }

    /**
     * Draws how far the worker comes that was just started.
     *
     * @param begin its cursor
     */
    void planNext(long begin) {
        long work = 1 + (long) (bytesForEach * random.nextDouble(LEAST_PART, 1));
        next = hits < wanted ? begin + work : Long.MAX_VALUE;
    }

    /** Whether it is time, which is never before it has done something. */
    boolean isDue(long cursor) {
        return cursor >= next;
    }

    /** How long to wait on, once it is due. */
    int extraNanos() {
        return random.nextInt(MAX_EXTRA_NANOS);
    }

    /** One was killed that had done something and had something left to do: only those count. */
    void hit() {
        hits++;
    }

    int hits() {
        return hits;
    }

    boolean areAllDone() {
        return hits == wanted;
    }
}
