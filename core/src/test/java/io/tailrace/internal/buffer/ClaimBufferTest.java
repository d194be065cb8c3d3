package io.tailrace.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a writer can and cannot do to a claim, and to its neighbours. */
class ClaimBufferTest {
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final ByteOrder BE = ByteOrder.BIG_ENDIAN;
    private static final int BASE = 37; // odd: nothing may depend on alignment
    private static final int LENGTH = 100;
    private static final byte SENTINEL = 0x5A;

    private final ByteBuffer page = ByteBuffer.allocateDirect(256).order(LE);
    private int escapes;
    private final ClaimBuffer claim = new ClaimBuffer(() -> escapes++);

    @BeforeEach
    void aim() {
        for (int i = 0; i < page.capacity(); i++) {
            page.put(i, SENTINEL);
        }
        claim.aim(page, BASE, LENGTH);
    }

    private void assertBytes(int index, int... expected) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals((byte) expected[i], page.get(BASE + index + i), "byte " + (index + i));
        }
        assertEquals(SENTINEL, page.get(BASE + index + expected.length), "byte after");
        assertEquals(SENTINEL, page.get(BASE + index - 1), "byte before");
    }

    private void assertText(int index, String expected) {
        assertBytes(index, expected.chars().toArray());
    }

    private static void assertOutOfBounds(Executable write) {
        assertThrows(IndexOutOfBoundsException.class, write);
    }

    @Test
    void writesNumbersInBothOrders() {
        claim.putByte(1, (byte) 0xF1);
        assertBytes(1, 0xF1);
        claim.putShort(4, (short) 0xF102);
        claim.putShort(6, (short) 0xF102, LE);
        claim.putShort(8, (short) 0xF102, BE);
        assertBytes(4, 0x02, 0xF1, 0x02, 0xF1, 0xF1, 0x02);
        claim.putChar(12, (char) 0xF102);
        claim.putChar(14, (char) 0xF102, LE);
        claim.putChar(16, (char) 0xF102, BE);
        assertBytes(12, 0x02, 0xF1, 0x02, 0xF1, 0xF1, 0x02);
        claim.putInt(20, 0xF1020304);
        claim.putInt(24, 0xF1020304, LE);
        claim.putInt(28, 0xF1020304, BE);
        assertBytes(20, 4, 3, 2, 0xF1, 4, 3, 2, 0xF1, 0xF1, 2, 3, 4);
        claim.putLong(34, 0xF102030405060708L);
        claim.putLong(42, 0xF102030405060708L, LE);
        claim.putLong(50, 0xF102030405060708L, BE);
        assertBytes(34, 8, 7, 6, 5, 4, 3, 2, 0xF1, 8, 7, 6, 5, 4, 3, 2, 0xF1, 0xF1, 2, 3, 4, 5, 6, 7, 8);
        claim.putFloat(60, Float.intBitsToFloat(0x41020304));
        claim.putFloat(64, Float.intBitsToFloat(0x41020304), LE);
        claim.putFloat(68, Float.intBitsToFloat(0x41020304), BE);
        assertBytes(60, 4, 3, 2, 0x41, 4, 3, 2, 0x41, 0x41, 2, 3, 4);
        claim.putDouble(74, Double.longBitsToDouble(0x4102030405060708L));
        claim.putDouble(82, Double.longBitsToDouble(0x4102030405060708L), LE);
        claim.putDouble(90, Double.longBitsToDouble(0x4102030405060708L), BE);
        assertBytes(74, 8, 7, 6, 5, 4, 3, 2, 0x41, 8, 7, 6, 5, 4, 3, 2, 0x41, 0x41, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void readsBackWhatItWrote() {
        Random random = new Random(42);
        for (int round = 0; round < 1000; round++) {
            int at = random.nextInt(LENGTH - 7);
            long value = random.nextLong();
            for (ByteOrder order : List.of(LE, BE)) {
                claim.putLong(at, value, order);
                assertEquals(value, claim.getLong(at, order));
                claim.putInt(at, (int) value, order);
                assertEquals((int) value, claim.getInt(at, order));
                claim.putShort(at, (short) value, order);
                assertEquals((short) value, claim.getShort(at, order));
                claim.putChar(at, (char) value, order);
                assertEquals((char) value, claim.getChar(at, order));
                claim.putFloat(at, (float) value, order);
                assertEquals((float) value, claim.getFloat(at, order));
                claim.putDouble(at, Double.longBitsToDouble(value), order);
                assertEquals(Double.longBitsToDouble(value), claim.getDouble(at, order));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 64, 71})
    void setsMemory(int length) {
        claim.setMemory(3, length, (byte) 0x91);
        int[] expected = new int[length];
        Arrays.fill(expected, 0x91);
        assertBytes(3, expected);
    }

    @Test
    void copiesInFromArraysAndBuffers() {
        byte[] array = "abcdef".getBytes(StandardCharsets.US_ASCII);
        claim.putBytes(1, array);
        assertText(1, "abcdef");
        claim.putBytes(10, array, 2, 3);
        assertText(10, "cde");

        ByteBuffer relative = ByteBuffer.wrap(array).position(1);
        claim.putBytes(20, relative, 4);
        assertText(20, "bcde");
        assertEquals(5, relative.position());

        ByteBuffer absolute = ByteBuffer.wrap(array).position(5);
        claim.putBytes(30, absolute, 1, 2);
        assertText(30, "bc");
        assertEquals(5, absolute.position());

        ByteBuffer limited = ByteBuffer.allocateDirect(6).put(array).position(1).limit(2);
        claim.putBytes(40, limited.asReadOnlyBuffer(), 3, 3);
        assertText(40, "def");

        assertOutOfBounds(() -> claim.putBytes(50, array, 4, 3));
        assertOutOfBounds(() -> claim.putBytes(50, limited, 4, 3));
        assertOutOfBounds(() -> claim.putBytes(50, limited, -1, 3));
        assertBytes(50);
    }

    @Test
    void copiesInFromItsOwnKindWithoutAnEscape() {
        FrameBuffer frame = new FrameBuffer(() -> escapes++);
        ByteBuffer source = ByteBuffer.allocateDirect(20).put("0123456789".getBytes(StandardCharsets.US_ASCII));
        frame.aim(source.asReadOnlyBuffer().order(LE), 2, 8);
        claim.putBytes(1, frame, 1, 4);
        assertText(1, "3456");
        assertOutOfBounds(() -> claim.putBytes(1, frame, 5, 4));
        assertOutOfBounds(() -> claim.putBytes(1, frame, -1, 4));
        frame.expire();
        assertThrows(IllegalStateException.class, () -> claim.putBytes(1, frame, 1, 4));
        assertEquals(0, escapes);
    }

    @Test
    void copiesOverlappingRangesOfItself() {
        for (int shift : new int[] {-3, 3}) {
            claim.setMemory(0, LENGTH, SENTINEL);
            claim.putStringWithoutLengthAscii(10, "0123456789");
            claim.putBytes(10 + shift, claim, 10, 10);
            assertEquals("0123456789", claim.getStringWithoutLengthAscii(10 + shift, 10));
        }
    }

    /** A buffer of somebody else's (Agrona's own cannot be had without JVM flags) that answers just what is asked. */
    private static DirectBuffer foreign(byte[] array, ByteBuffer buffer, int adjustment, int capacity, byte[] content) {
        return (DirectBuffer) Proxy.newProxyInstance(
                ClaimBufferTest.class.getClassLoader(),
                new Class<?>[] {DirectBuffer.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "byteArray" -> array;
                    case "byteBuffer" -> buffer;
                    case "wrapAdjustment" -> adjustment;
                    case "boundsCheck" -> {
                        Objects.checkFromIndexSize((int) arguments[0], (int) arguments[1], capacity);
                        yield null;
                    }
                    case "getBytes" ->
                        ((ByteBuffer) arguments[1])
                                .put((int) arguments[2], content, (int) arguments[0], (int) arguments[3]);
                    default -> throw new AssertionError(method);
                });
    }

    @Test
    void copiesInFromForeignBuffers() {
        byte[] bytes = "0123456789".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer direct = ByteBuffer.allocateDirect(10).put(bytes).clear().limit(1);

        claim.putBytes(1, foreign(bytes, ByteBuffer.wrap(bytes), 2, 6, bytes), 1, 4);
        assertText(1, "3456");
        claim.putBytes(10, foreign(null, direct, 3, 6, bytes), 1, 4);
        assertText(10, "4567");
        claim.putBytes(20, foreign(null, null, 0, 10, bytes), 5, 4);
        assertText(20, "5678");

        assertOutOfBounds(() -> claim.putBytes(30, foreign(bytes, null, 2, 6, bytes), 3, 4));
        assertOutOfBounds(() -> claim.putBytes(30, foreign(null, direct, 3, 6, bytes), 3, 4));
        assertOutOfBounds(() -> claim.putBytes(30, foreign(null, null, 0, 6, bytes), 3, 4));
        assertBytes(30);
        assertEquals(1, direct.limit());
    }

    @Test
    void writesPrefixedStrings() {
        assertEquals(9, claim.putStringUtf8(1, "h\u00e9lo"));
        assertBytes(1, 5, 0, 0, 0, 'h', 0xC3, 0xA9, 'l', 'o');
        assertEquals(9, claim.putStringUtf8(20, "h\u00e9lo", BE, 5));
        assertBytes(20, 0, 0, 0, 5, 'h', 0xC3, 0xA9, 'l', 'o');
        assertEquals(6, claim.putStringUtf8(40, "ok", 2));
        assertBytes(40, 2, 0, 0, 0, 'o', 'k');
        assertEquals(6, claim.putStringUtf8(50, "ok", BE));
        assertBytes(50, 0, 0, 0, 2, 'o', 'k');
        assertEquals(8, claim.putStringUtf8(60, null), "as in Agrona");
        assertBytes(60, 4, 0, 0, 0, 'n', 'u', 'l', 'l');
        assertThrows(IllegalArgumentException.class, () -> claim.putStringUtf8(80, "h\u00e9lo", 4));
        assertThrows(IllegalArgumentException.class, () -> claim.putStringUtf8(80, "h\u00e9lo", BE, 4));
        assertBytes(80);
    }

    @Test
    void writesAsciiStrings() {
        assertEquals(8, claim.putStringAscii(1, "h\u00e9l\uffff"));
        assertBytes(1, 4, 0, 0, 0, 'h', '?', 'l', '?');
        assertEquals(6, claim.putStringAscii(20, "ok", BE));
        assertBytes(20, 0, 0, 0, 2, 'o', 'k');
        assertEquals(6, claim.putStringAscii(30, new StringBuilder("ok")));
        assertBytes(30, 2, 0, 0, 0, 'o', 'k');
        assertEquals(6, claim.putStringAscii(40, new StringBuilder("ok"), BE));
        assertBytes(40, 0, 0, 0, 2, 'o', 'k');
        assertEquals(4, claim.putStringAscii(50, (String) null));
        assertBytes(50, 0, 0, 0, 0);
        assertEquals(4, claim.putStringAscii(60, (CharSequence) null, BE));
        assertBytes(60, 0, 0, 0, 0);
    }

    @Test
    void writesStringsWithoutPrefix() {
        assertEquals(3, claim.putStringWithoutLengthAscii(1, "a\u00e9\u007f"));
        assertBytes(1, 'a', '?', 127);
        assertEquals(2, claim.putStringWithoutLengthAscii(10, new StringBuilder("ok")));
        assertText(10, "ok");
        assertEquals(2, claim.putStringWithoutLengthAscii(20, "abcdef", 3, 2));
        assertText(20, "de");
        assertEquals(1, claim.putStringWithoutLengthAscii(30, new StringBuilder("abcdef"), 5, 9));
        assertText(30, "f");
        assertEquals(0, claim.putStringWithoutLengthAscii(40, (String) null));
        assertEquals(0, claim.putStringWithoutLengthAscii(40, (CharSequence) null, 1, 2));
        assertOutOfBounds(() -> claim.putStringWithoutLengthAscii(40, "abc", 4, 2));
        assertOutOfBounds(() -> claim.putStringWithoutLengthAscii(40, "abc", -1, 2));
        assertBytes(40);
        assertEquals(3, claim.putStringWithoutLengthUtf8(50, "\u20ac"));
        assertBytes(50, 0xE2, 0x82, 0xAC);
        assertEquals(4, claim.putStringWithoutLengthUtf8(60, null));
        assertText(60, "null");
    }

    @Test
    void noticesATextThatCommitsTheClaim() {
        CharSequence committing = new CharSequence() {
            @Override
            public int length() {
                return 10;
            }

            @Override
            public char charAt(int index) {
                if (index == 3) {
                    claim.expire();
                }
                return 'x';
            }

            @Override
            public CharSequence subSequence(int start, int end) {
                throw new AssertionError();
            }
        };
        assertThrows(IllegalStateException.class, () -> claim.putStringWithoutLengthAscii(1, committing));
        assertText(1, "xxx");
    }

    @Test
    void writesDecimalNumbers() {
        for (long power = 1; power > 0 && power <= 1_000_000_000_000_000_000L; power *= 10) {
            for (long value : new long[] {power - 1, power, power + 1, 9 * power - 1}) {
                writesDecimal(value);
                writesDecimal(-value);
            }
        }
        for (int shift = 0; shift < 64; shift++) {
            writesDecimal(1L << shift);
            writesDecimal((1L << shift) - 1);
        }
        writesDecimal(Long.MIN_VALUE);
        writesDecimal(Integer.MIN_VALUE);
    }

    private void writesDecimal(long value) {
        String text = Long.toString(value);
        List<Executable> ways = new ArrayList<>();
        ways.add(() -> assertEquals(text.length(), claim.putLongAscii(1, value)));
        if (value >= 0) {
            ways.add(() -> assertEquals(text.length(), claim.putNaturalLongAscii(1, value)));
        }
        if (value == (int) value) {
            ways.add(() -> assertEquals(text.length(), claim.putIntAscii(1, (int) value)));
            if (value >= 0) {
                ways.add(() -> assertEquals(text.length(), claim.putNaturalIntAscii(1, (int) value)));
            }
            if (value > 0) {
                ways.add(() -> assertEquals(1, claim.putNaturalIntAsciiFromEnd((int) value, 1 + text.length())));
            }
        }
        for (Executable way : ways) {
            claim.setMemory(0, LENGTH, SENTINEL);
            try {
                way.execute();
            } catch (Throwable e) {
                throw new AssertionError(text, e);
            }
            assertText(1, text);
            assertEquals(value, claim.parseLongAscii(1, text.length()));
        }
    }

    @Test
    void writesPaddedNumbers() {
        claim.putNaturalPaddedIntAscii(1, 5, 42);
        assertText(1, "00042");
        claim.putNaturalPaddedIntAscii(10, 2, 42);
        assertText(10, "42");
        claim.putNaturalPaddedIntAscii(20, 12, Integer.MAX_VALUE);
        assertText(20, "002147483647");
        claim.putNaturalPaddedIntAscii(40, 10, Integer.MAX_VALUE);
        assertText(40, "2147483647");
        claim.putNaturalPaddedIntAscii(60, 3, 0);
        assertText(60, "000");
        claim.putNaturalPaddedIntAscii(70, 0, 0);
        assertThrows(NumberFormatException.class, () -> claim.putNaturalPaddedIntAscii(70, 0, 1));
        assertThrows(NumberFormatException.class, () -> claim.putNaturalPaddedIntAscii(70, 2, 100));
        assertThrows(NumberFormatException.class, () -> claim.putNaturalPaddedIntAscii(70, 9, Integer.MAX_VALUE));
        assertBytes(70);
        assertEquals(80, claim.putNaturalIntAsciiFromEnd(0, 80), "as in Agrona, zero has no digits here");
        assertBytes(80);
    }

    @Test
    void refusesNegativeNaturals() {
        assertThrows(NumberFormatException.class, () -> claim.putNaturalIntAscii(1, -1));
        assertThrows(NumberFormatException.class, () -> claim.putNaturalLongAscii(1, Long.MIN_VALUE));
        assertThrows(NumberFormatException.class, () -> claim.putNaturalPaddedIntAscii(1, 4, -1));
        assertThrows(NumberFormatException.class, () -> claim.putNaturalIntAsciiFromEnd(-1, 20));
        assertBytes(1);
    }

    /** A way to write, by index alone, that covers {@code size} bytes. */
    private record Write(String name, int size, At at) {
        interface At {
            void write(ClaimBuffer claim, int index);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Write> writes() {
        ClaimBuffer own = new ClaimBuffer(() -> {});
        own.aim(ByteBuffer.allocateDirect(20).order(LE), 5, 10);
        byte[] array = new byte[10];
        return Stream.of(
                new Write("putByte", 1, (c, i) -> c.putByte(i, (byte) 1)),
                new Write("putShort", 2, (c, i) -> c.putShort(i, (short) 1)),
                new Write("putShort BE", 2, (c, i) -> c.putShort(i, (short) 1, BE)),
                new Write("putChar", 2, (c, i) -> c.putChar(i, 'x')),
                new Write("putChar BE", 2, (c, i) -> c.putChar(i, 'x', BE)),
                new Write("putInt", 4, (c, i) -> c.putInt(i, 1)),
                new Write("putInt BE", 4, (c, i) -> c.putInt(i, 1, BE)),
                new Write("putLong", 8, (c, i) -> c.putLong(i, 1)),
                new Write("putLong BE", 8, (c, i) -> c.putLong(i, 1, BE)),
                new Write("putFloat", 4, (c, i) -> c.putFloat(i, 1)),
                new Write("putFloat BE", 4, (c, i) -> c.putFloat(i, 1, BE)),
                new Write("putDouble", 8, (c, i) -> c.putDouble(i, 1)),
                new Write("putDouble BE", 8, (c, i) -> c.putDouble(i, 1, BE)),
                new Write("setMemory", 11, (c, i) -> c.setMemory(i, 11, (byte) 1)),
                new Write("putBytes byte[]", 10, (c, i) -> c.putBytes(i, array)),
                new Write("putBytes byte[] range", 3, (c, i) -> c.putBytes(i, array, 2, 3)),
                new Write("putBytes ByteBuffer", 3, (c, i) -> c.putBytes(i, ByteBuffer.wrap(array), 3)),
                new Write("putBytes ByteBuffer range", 3, (c, i) -> c.putBytes(i, ByteBuffer.wrap(array), 2, 3)),
                new Write("putBytes own kind", 3, (c, i) -> c.putBytes(i, own, 2, 3)),
                new Write("putBytes array", 3, (c, i) -> c.putBytes(i, foreign(array, null, 0, 9, array), 2, 3)),
                new Write("putBytes unknown", 3, (c, i) -> c.putBytes(i, foreign(null, null, 0, 9, array), 2, 3)),
                new Write("putStringAscii", 7, (c, i) -> c.putStringAscii(i, "abc")),
                new Write("putStringAscii null", 4, (c, i) -> c.putStringAscii(i, (String) null)),
                new Write("putStringAscii BE", 7, (c, i) -> c.putStringAscii(i, new StringBuilder("abc"), BE)),
                new Write("putStringWithoutLengthAscii", 3, (c, i) -> c.putStringWithoutLengthAscii(i, "abc")),
                new Write("... part", 2, (c, i) -> c.putStringWithoutLengthAscii(i, "abc", 1, 2)),
                new Write("putStringUtf8", 6, (c, i) -> c.putStringUtf8(i, "\u00e9")),
                new Write("putStringUtf8 BE", 6, (c, i) -> c.putStringUtf8(i, "\u00e9", BE)),
                new Write("putStringUtf8 max", 6, (c, i) -> c.putStringUtf8(i, "\u00e9", 2)),
                new Write("putStringWithoutLengthUtf8", 2, (c, i) -> c.putStringWithoutLengthUtf8(i, "\u00e9")),
                new Write("putIntAscii", 4, (c, i) -> c.putIntAscii(i, -123)),
                new Write("putIntAscii 0", 1, (c, i) -> c.putIntAscii(i, 0)),
                new Write("putIntAscii min", 11, (c, i) -> c.putIntAscii(i, Integer.MIN_VALUE)),
                new Write("putLongAscii", 13, (c, i) -> c.putLongAscii(i, 1234567890123L)),
                new Write("putLongAscii min", 20, (c, i) -> c.putLongAscii(i, Long.MIN_VALUE)),
                new Write("putNaturalIntAscii", 3, (c, i) -> c.putNaturalIntAscii(i, 123)),
                new Write("putNaturalLongAscii", 3, (c, i) -> c.putNaturalLongAscii(i, 123)),
                new Write("putNaturalPaddedIntAscii", 5, (c, i) -> c.putNaturalPaddedIntAscii(i, 5, 123)),
                new Write("putNaturalIntAsciiFromEnd", 3, (c, i) -> c.putNaturalIntAsciiFromEnd(123, i + 3)));
    }

    @ParameterizedTest
    @MethodSource("writes")
    void writesUpToBothEndsAndNotBeyond(Write write) {
        for (int index : new int[] {0, LENGTH - write.size()}) {
            aim();
            write.at().write(claim, index);
            assertOnlyChanged(BASE + index, write.size(), write.name());
        }
        aim();
        int[] beyond = {
            -1, -write.size(), -4, LENGTH - write.size() + 1, LENGTH, LENGTH + 1, Integer.MAX_VALUE, Integer.MIN_VALUE
        };
        for (int index : beyond) {
            assertOutOfBounds(() -> write.at().write(claim, index));
            assertOnlyChanged(0, 0, write.name() + " at " + index);
        }
    }

    @Test
    void refusesLengthsBeyondTheClaim() {
        byte[] array = new byte[LENGTH + 1];
        ClaimBuffer own = new ClaimBuffer(() -> {});
        own.aim(ByteBuffer.allocateDirect(LENGTH + 1).order(LE), 0, LENGTH + 1);
        int[][] beyond = {
            {0, LENGTH + 1},
            {1, LENGTH},
            {LENGTH, 1},
            {1, Integer.MAX_VALUE},
            {Integer.MAX_VALUE, Integer.MAX_VALUE},
            {0, -1},
            {5, Integer.MIN_VALUE},
            {-1, 2},
        };
        for (int[] range : beyond) {
            int index = range[0];
            int length = range[1];
            assertOutOfBounds(() -> claim.setMemory(index, length, (byte) 1));
            assertOutOfBounds(() -> claim.putBytes(index, array, 0, length));
            assertOutOfBounds(() -> claim.putBytes(index, ByteBuffer.wrap(array), length));
            assertOutOfBounds(() -> claim.putBytes(index, ByteBuffer.wrap(array), 0, length));
            assertOutOfBounds(() -> claim.putBytes(index, own, 0, length));
            assertOutOfBounds(() -> claim.putBytes(index, foreign(array, null, 0, array.length, array), 0, length));
            assertOutOfBounds(() -> claim.putNaturalPaddedIntAscii(index, length, 1));
        }
        assertOnlyChanged(0, 0, "");
    }

    private void assertOnlyChanged(int from, int length, String what) {
        for (int i = 0; i < page.capacity(); i++) {
            if (i < from || i >= from + length) {
                assertEquals(SENTINEL, page.get(i), what + ": byte " + (i - BASE) + " of the claim");
            }
        }
    }

    @Test
    void neverTouchesItsNeighbours() {
        long seed = System.nanoTime();
        String hint = "seed " + seed;
        Random random = new Random(seed);
        List<Write> writes = writes().toList();
        int refused = 0;
        for (int round = 0; round < 50_000; round++) {
            int base = random.nextInt(page.capacity() + 1);
            int length = random.nextInt(page.capacity() + 1 - base);
            claim.aim(page, base, length);
            Write write = writes.get(random.nextInt(writes.size()));
            int index = random.nextInt(300) - 20;
            boolean fits = index >= 0 && index + write.size() <= length;
            String what = hint + " round " + round + " " + write + " at " + index + " of " + base + "+" + length;
            if (fits) {
                write.at().write(claim, index);
                assertOnlyChanged(base + index, write.size(), what);
                claim.setMemory(0, length, SENTINEL);
            } else {
                refused++;
                assertThrows(IndexOutOfBoundsException.class, () -> write.at().write(claim, index), what);
            }
            if (!fits || round % 16 == 0) {
                assertOnlyChanged(0, 0, what);
            }
        }
        assertTrue(refused > 1000 && refused < 49_000, hint + ": both kinds were tried, refused " + refused);
    }

    static Stream<Method> interfaceMethods() {
        return InterfaceCalls.of(MutableDirectBuffer.class).stream();
    }

    @ParameterizedTest
    @MethodSource("interfaceMethods")
    void everythingThrowsOnceExpired(Method method) {
        boolean refused = List.of("wrap", "addressOffset").contains(method.getName());
        for (int number : new int[] {0, 1}) {
            aim();
            Throwable alive = InterfaceCalls.failureOf(method, claim, number);
            assertFalse(alive instanceof IllegalStateException || alive instanceof LinkageError, () -> "" + alive);
            assertEquals(refused, alive instanceof UnsupportedOperationException, () -> "" + alive);

            aim();
            int before = escapes;
            claim.expire();
            Throwable failure = InterfaceCalls.failureOf(method, claim, number);
            assertInstanceOf(IllegalStateException.class, failure);
            assertTrue(failure.getMessage().contains("commit or abort"), failure.getMessage());
            assertEquals(before, escapes);
            assertOnlyChanged(0, 0, method.toString());
        }
    }

    @Test
    void enumeratesTheInterface() {
        int inherited = InterfaceCalls.of(DirectBuffer.class).size();
        assertTrue(
                InterfaceCalls.of(MutableDirectBuffer.class).size() >= inherited + 39, "reflection finds the methods");
    }

    @Test
    void lendsAWritableViewAndReportsIt() {
        ByteBuffer view = claim.byteBuffer();
        assertEquals(1, escapes);
        assertEquals(LE, view.order());
        view.putInt(claim.wrapAdjustment() + 8, 0x01020304);
        assertBytes(8, 4, 3, 2, 1);
        view.order(BE).limit(3);
        claim.putInt(8, 0x05060708);
        assertBytes(8, 8, 7, 6, 5);
        assertSame(view, claim.byteBuffer());
        assertEquals(2, escapes);
        assertEquals(LE, view.order());
        assertEquals(page.capacity(), view.limit());
    }

    @Test
    void neverGrows() {
        assertFalse(claim.isExpandable());
        claim.expire();
        assertEquals("ClaimBuffer{expired}", claim.toString());
    }

    @Test
    void copiesOutOfWhatItWrote() {
        claim.putStringWithoutLengthAscii(7, "abc");
        byte[] out = new byte[3];
        claim.getBytes(7, out);
        assertArrayEquals(new byte[] {'a', 'b', 'c'}, out);
    }
}
