package io.tailrace.samples.worker;

import io.tailrace.FrameDecoder;
import io.tailrace.reactor.FrameEncoder;
import org.agrona.MutableDirectBuffer;

/**
 * What is to be worked on.
 *
 * @param sequence its number, from 0
 * @param price of one
 * @param quantity how many
 */
record Order(long sequence, long price, int quantity) {
    /** Payload bytes of each. */
    static final int LENGTH = 20;

    private static final int PRICE = 8;
    private static final int QUANTITY = 16;
    private static final int MAX_QUANTITY = 100;
    private static final int PRICES = 10_007;

    static final FrameDecoder<Order> DECODER = (buffer, offset, length, header) ->
            new Order(buffer.getLong(offset), buffer.getLong(offset + PRICE), buffer.getInt(offset + QUANTITY));

    static final FrameEncoder<Order> ENCODER = new FrameEncoder<>() {
        @Override
        public int maxLength(Order order) {
            return LENGTH;
        }

        @Override
        public int encode(Order order, MutableDirectBuffer buffer, int offset) {
            buffer.putLong(offset, order.sequence);
            buffer.putLong(offset + PRICE, order.price);
            buffer.putInt(offset + QUANTITY, order.quantity);
            return LENGTH;
        }
    };

    /** The order of a number: always the same, so that its result can be checked. */
    static Order of(long sequence) {
        return new Order(sequence, 1 + sequence * sequence % PRICES, 1 + (int) (sequence % MAX_QUANTITY));
    }

    /** The result of the work on it. */
    long worth() {
        return price * quantity;
    }
}
