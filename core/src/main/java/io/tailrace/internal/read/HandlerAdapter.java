package io.tailrace.internal.read;

import io.tailrace.FrameConsumer;
import io.tailrace.FrameDecoder;
import io.tailrace.FrameHandler;
import io.tailrace.FrameHeader;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** A handler as a decoder of nothing, so that there is one loop; reused, so that polling allocates nothing. */
final class HandlerAdapter implements FrameDecoder<Object>, FrameConsumer<Object> {
    private static final Object NOTHING = new Object();

    private @Nullable FrameHandler handler;

    HandlerAdapter of(FrameHandler frameHandler) {
        handler = Objects.requireNonNull(frameHandler, "handler");
        return this;
    }

    @Override
    public Object decode(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        handler.onFrame(buffer, offset, length, header);
        return NOTHING;
    }

    @Override
    public boolean accept(Object value) {
        return true;
    }
}
