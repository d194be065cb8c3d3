package io.tailrace.samples.feeds;

import io.tailrace.reactor.FrameEncoder;
import org.agrona.MutableDirectBuffer;

/** Writes made messages of one run straight into the journal. */
final class MessageEncoder implements FrameEncoder<GeneratedFeed.Message> {
    private final long run;

    MessageEncoder(long run) {
        this.run = run;
    }

    @Override
    public int maxLength(GeneratedFeed.Message message) {
        return message.length();
    }

    @Override
    public int encode(GeneratedFeed.Message message, MutableDirectBuffer buffer, int offset) {
        GeneratedMessage.encode(buffer, offset, message.length(), run, message.sequence());
        return message.length();
    }
}
