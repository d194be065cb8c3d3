package io.tailrace.samples.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/** A line in the making: bytes that grow, used again and again without allocation. */
final class Bytes {
    private static final int MAX_LONG_DIGITS = 20;

    private byte[] array = new byte[256];
    private int length;

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    Bytes clear() {
        length = 0;
        return this;
    }

    Bytes put(int value) {
        reserve(1);
        array[length++] = (byte) value;
        return this;
    }

    Bytes put(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, array, length, count);
        length += count;
        return this;
    }

    Bytes put(DirectBuffer source, int offset, int count) {
        reserve(count);
        source.getBytes(offset, array, length, count);
        length += count;
        return this;
    }

    Bytes text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return put(utf8, 0, utf8.length);
    }

    Bytes decimal(long value) {
        reserve(MAX_LONG_DIGITS);
        if (value < 0) {
            array[length++] = '-';
        }
        int digits = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            // Math.abs of the digit, not of the value: Long.MIN_VALUE has no positive twin.
            array[i] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        }
        length += digits;
        return this;
    }

    private void reserve(int count) {
        int needed = Math.addExact(length, count);
        if (needed > array.length) {
            int doubled = (int) Math.min(array.length * 2L, Integer.MAX_VALUE - 8);
            array = Arrays.copyOf(array, Math.max(needed, doubled));
        }
    }

    @Override
    public String toString() {
        return new String(array, 0, length, StandardCharsets.UTF_8);
    }
}
