package io.tailrace.reactor;

import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the value and leaves the correlation out.
 *
 * @param <T> the value's type
 * @param <C> the correlation's type
 */
final class OutgoingEncoder<T, C extends @Nullable Object> implements FrameEncoder<Outgoing<? extends T, C>> {
    private final FrameEncoder<? super T> encoder;

    OutgoingEncoder(FrameEncoder<? super T> encoder) {
        this.encoder = encoder;
    }

    @Override
    public int maxLength(Outgoing<? extends T, C> outgoing) {
        return encoder.maxLength(outgoing.value());
    }

    @Override
    public int encode(Outgoing<? extends T, C> outgoing, MutableDirectBuffer buffer, int offset) {
        return encoder.encode(outgoing.value(), buffer, offset);
    }

    @Override
    public int type(Outgoing<? extends T, C> outgoing) {
        return encoder.type(outgoing.value());
    }

    @Override
    public long timestamp(Outgoing<? extends T, C> outgoing) {
        return encoder.timestamp(outgoing.value());
    }
}
