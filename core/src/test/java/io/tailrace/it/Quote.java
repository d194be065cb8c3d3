package io.tailrace.it;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Codecs as SBE generates them: they wrap a buffer, and read and write fields where they stand. */
final class Quote {
    static final int LENGTH = 20;

    private static final int INSTRUMENT = 0;
    private static final int PRICE = 8;
    private static final int QUANTITY = 16;

    private Quote() {}

    /** Writes. */
    record Encoder(MutableDirectBuffer buffer, int offset) {

        static Encoder wrap(MutableDirectBuffer buffer, int offset) {
            buffer.boundsCheck(offset, LENGTH);
            return new Encoder(buffer, offset);
        }

        Encoder instrument(long id) {
            buffer.putLong(offset + INSTRUMENT, id, ByteOrder.LITTLE_ENDIAN);
            return this;
        }

        Encoder price(long mantissa) {
            buffer.putLong(offset + PRICE, mantissa, ByteOrder.LITTLE_ENDIAN);
            return this;
        }

        Encoder quantity(int lots) {
            buffer.putInt(offset + QUANTITY, lots, ByteOrder.LITTLE_ENDIAN);
            return this;
        }
    }

    /** Reads. */
    record Decoder(DirectBuffer buffer, int offset) {

        static Decoder wrap(DirectBuffer buffer, int offset) {
            buffer.boundsCheck(offset, LENGTH);
            return new Decoder(buffer, offset);
        }

        long instrument() {
            return buffer.getLong(offset + INSTRUMENT, ByteOrder.LITTLE_ENDIAN);
        }

        long price() {
            return buffer.getLong(offset + PRICE, ByteOrder.LITTLE_ENDIAN);
        }

        int quantity() {
            return buffer.getInt(offset + QUANTITY, ByteOrder.LITTLE_ENDIAN);
        }

        String text() {
            return "instrument " + instrument() + " price " + price() + " quantity " + quantity();
        }
    }
}
