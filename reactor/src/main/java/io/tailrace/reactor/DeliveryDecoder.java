package io.tailrace.reactor;

import io.tailrace.FrameDecoder;
import io.tailrace.FrameHeader;
import org.agrona.DirectBuffer;

/**
 * Makes a delivery of what another decoder made.
 *
 * @param values decodes the payload
 * @param window where the delivery is acknowledged
 * @param sleep of the loop that moves the cursor then
 * @param <T> what is decoded
 */
record DeliveryDecoder<T>(FrameDecoder<? extends T> values, DeliveryWindow window, LoopSleep sleep)
        implements FrameDecoder<Delivery<T>> {
    @Override
    public Delivery<T> decode(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        T value = Decoders.requireValue(values.decode(buffer, offset, length, header));
        long position = header.position();
        return new Delivery<>(window, sleep, window.candidate(position, header.nextPosition()), position, value);
    }
}
