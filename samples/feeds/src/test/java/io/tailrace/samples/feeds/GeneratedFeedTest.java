package io.tailrace.samples.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratedFeedTest {
    @Test
    void isDecidedByItsSeed() {
        assertEquals(all(7), all(7));
        assertNotEquals(all(7), all(8));
    }

    @Test
    void hasRateTimesSecondsMessagesFromZero() {
        List<String> all = all(1);
        assertEquals(300, all.size());
        assertEquals("0", all.get(0).split(" ")[0]);
        assertEquals("299", all.get(299).split(" ")[0]);
    }

    private static List<String> all(long seed) {
        GeneratedFeed feed = new GeneratedFeed(100, 3, seed);
        List<String> all = new ArrayList<>();
        while (feed.advance()) {
            all.add(feed.value().sequence() + " " + feed.value().length() + " " + feed.dueNanos());
        }
        return all;
    }
}
