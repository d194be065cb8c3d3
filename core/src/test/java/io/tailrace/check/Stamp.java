package io.tailrace.check;

/**
 * A frame as its writer stamped it.
 *
 * @param writer number of the writer, -1 if the frame is torn
 * @param sequence counts up from 0 for each writer, -1 if the frame is torn
 * @param position where the frame begins
 */
public record Stamp(int writer, long sequence, long position) {
    static Stamp torn(long position) {
        return new Stamp(-1, -1, position);
    }

    boolean isTorn() {
        return writer < 0 || sequence < 0;
    }
}
