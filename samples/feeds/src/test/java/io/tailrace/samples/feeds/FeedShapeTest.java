package io.tailrace.samples.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeedShapeTest {
    private static final int DRAWS = 1_000_000;

    @Test
    void hasTheLengthsOfAnExchange() {
        long seed = System.nanoTime();
        FeedShape shape = new FeedShape(new SplittableRandom(seed));
        int[] lengths =
                IntStream.generate(shape::nextLength).limit(DRAWS).sorted().toArray();
        String said = "seed " + seed;
        assertEquals(200, lengths[DRAWS / 2], 2, said);
        assertEquals(2_200, lengths[DRAWS / 100 * 99], 110, said);
        assertEquals(FeedShape.MAX_LENGTH, lengths[DRAWS - 1], said);
        assertTrue(lengths[0] >= GeneratedMessage.MIN_LENGTH, said);
        assertEquals(Arrays.stream(lengths).average().orElseThrow(), FeedShape.meanLength(), 10, said);
    }

    @Test
    void meetsItsQuantilesExactly() {
        assertEquals(160, FeedShape.lengthAt(0));
        assertEquals(200, FeedShape.lengthAt(0.5));
        assertEquals(2_200, FeedShape.lengthAt(0.99));
        assertEquals(FeedShape.MAX_LENGTH, FeedShape.lengthAt(1));
    }
}
