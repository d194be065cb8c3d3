package io.tailrace.samples.feeds;

import java.util.SplittableRandom;

/** A made feed: how long each message is and when it is due. The same seed gives the same feed. */
final class GeneratedFeed implements Schedule<GeneratedFeed.Message> {
    private final long total;
    private final FeedShape shape;
    private final Bursts bursts;
    private Message message = new Message(-1, 0);
    private long due;

    /**
     * A feed.
     *
     * @param rate messages in each second
     * @param seconds how many seconds
     * @param seed decides all lengths and times
     */
    GeneratedFeed(int rate, int seconds, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        total = (long) rate * seconds;
        shape = new FeedShape(random.split());
        bursts = new Bursts(rate, random.split());
    }

    @Override
    public boolean advance() {
        long next = message.sequence() + 1;
        if (next == total) {
            return false;
        }
        message = new Message(next, shape.nextLength());
        due = bursts.nextDue();
        return true;
    }

    @Override
    public long dueNanos() {
        return due;
    }

    @Override
    public Message value() {
        return message;
    }

    /**
     * One message.
     *
     * @param sequence from 0
     * @param length its bytes
     */
    record Message(long sequence, int length) {}
}
