package io.tailrace.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.AsciiNumberFormatException;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handler can and cannot read of a frame, and for how long. */
class FrameBufferTest {
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final ByteOrder BE = ByteOrder.BIG_ENDIAN;
    private static final int BASE = 37; // odd: nothing may depend on alignment
    private static final int LENGTH = 100;

    private final ByteBuffer page = ByteBuffer.allocateDirect(256).order(LE);
    private int escapes;
    private final FrameBuffer frame = new FrameBuffer(() -> escapes++);

    @BeforeEach
    void aim() {
        for (int i = 0; i < page.capacity(); i++) {
            page.put(i, (byte) '1');
        }
        frame.aim(page.asReadOnlyBuffer().order(LE), BASE, LENGTH);
    }

    private void fill(int index, int... values) {
        for (int i = 0; i < values.length; i++) {
            page.put(BASE + index + i, (byte) values[i]);
        }
    }

    private void fill(int index, String text) {
        page.put(BASE + index, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsNumbersInBothOrders() {
        fill(3, 0xF1, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xF8);

        assertEquals((byte) 0xF1, frame.getByte(3));
        assertEquals((short) 0x02F1, frame.getShort(3));
        assertEquals((short) 0x02F1, frame.getShort(3, LE));
        assertEquals((short) 0xF102, frame.getShort(3, BE));
        assertEquals((char) 0x02F1, frame.getChar(3));
        assertEquals((char) 0x02F1, frame.getChar(3, LE));
        assertEquals((char) 0xF102, frame.getChar(3, BE));
        assertEquals(0x040302F1, frame.getInt(3));
        assertEquals(0x040302F1, frame.getInt(3, LE));
        assertEquals(0xF1020304, frame.getInt(3, BE));
        assertEquals(0xF8070605040302F1L, frame.getLong(3));
        assertEquals(0xF8070605040302F1L, frame.getLong(3, LE));
        assertEquals(0xF1020304050607F8L, frame.getLong(3, BE));
        assertEquals(Float.intBitsToFloat(0x040302F1), frame.getFloat(3));
        assertEquals(Float.intBitsToFloat(0x040302F1), frame.getFloat(3, LE));
        assertEquals(Float.intBitsToFloat(0xF1020304), frame.getFloat(3, BE));
        assertEquals(Double.longBitsToDouble(0xF8070605040302F1L), frame.getDouble(3));
        assertEquals(Double.longBitsToDouble(0xF8070605040302F1L), frame.getDouble(3, LE));
        assertEquals(Double.longBitsToDouble(0xF1020304050607F8L), frame.getDouble(3, BE));
    }

    @Test
    void copiesOutToArraysAndBuffers() {
        fill(5, "abcdef");
        byte[] array = new byte[6];
        frame.getBytes(5, array);
        assertEquals("abcdef", new String(array, StandardCharsets.US_ASCII));

        frame.getBytes(6, array, 3, 2);
        assertEquals("abcbcf", new String(array, StandardCharsets.US_ASCII));

        ByteBuffer relative = ByteBuffer.allocate(10).position(2);
        frame.getBytes(5, relative, 4);
        assertEquals(6, relative.position());
        assertArrayEquals(new byte[] {0, 0, 'a', 'b', 'c', 'd', 0, 0, 0, 0}, relative.array());

        ByteBuffer absolute = ByteBuffer.allocate(10).position(9);
        frame.getBytes(5, absolute, 1, 3);
        assertEquals(9, absolute.position());
        assertArrayEquals(new byte[] {0, 'a', 'b', 'c', 0, 0, 0, 0, 0, 0}, absolute.array());

        ByteBuffer limited = ByteBuffer.allocateDirect(10).limit(2);
        frame.getBytes(5, limited, 4, 3);
        assertEquals(2, limited.limit(), "as in Agrona, an absolute copy minds the capacity only");
        assertEquals('c', limited.clear().get(6));

        ClaimBuffer claim = new ClaimBuffer(() -> escapes++);
        claim.aim(ByteBuffer.allocateDirect(20).order(LE), 4, 10);
        frame.getBytes(5, claim, 2, 6);
        assertEquals("abcdef", claim.getStringWithoutLengthAscii(2, 6));
        assertEquals(0, escapes, "a copy is no escape");
    }

    @Test
    void copiesIntoNothingTooSmall() {
        ClaimBuffer claim = new ClaimBuffer(() -> {});
        claim.aim(ByteBuffer.allocateDirect(20).order(LE), 4, 10);
        assertOutOfBounds(() -> frame.getBytes(0, claim, 5, 6));
        assertOutOfBounds(() -> frame.getBytes(0, new byte[5], 3, 3));
        assertOutOfBounds(() -> frame.getBytes(0, ByteBuffer.allocate(5), 3, 3));
        assertOutOfBounds(() -> frame.getBytes(0, ByteBuffer.allocate(5), -1, 3));
        assertOutOfBounds(() -> frame.getBytes(0, ByteBuffer.allocate(5).position(3), 3));
    }

    /** A way to read, by index alone, that covers {@code size} bytes. */
    private record Read(String name, int size, At at) {
        interface At {
            Object read(FrameBuffer frame, int index);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Read ranged(String name, int size, Range range) {
        return new Read(name, size, (f, i) -> range.read(f, i, size));
    }

    static Stream<Read> reads() {
        Stream<Read> fixed = Stream.of(
                new Read("getByte", 1, FrameBuffer::getByte),
                new Read("getShort", 2, FrameBuffer::getShort),
                new Read("getShort BE", 2, (f, i) -> f.getShort(i, BE)),
                new Read("getChar", 2, FrameBuffer::getChar),
                new Read("getChar BE", 2, (f, i) -> f.getChar(i, BE)),
                new Read("getInt", 4, FrameBuffer::getInt),
                new Read("getInt BE", 4, (f, i) -> f.getInt(i, BE)),
                new Read("getLong", 8, FrameBuffer::getLong),
                new Read("getLong BE", 8, (f, i) -> f.getLong(i, BE)),
                new Read("getFloat", 4, FrameBuffer::getFloat),
                new Read("getFloat BE", 4, (f, i) -> f.getFloat(i, BE)),
                new Read("getDouble", 8, FrameBuffer::getDouble),
                new Read("getDouble BE", 8, (f, i) -> f.getDouble(i, BE)),
                new Read("getBytes byte[]", 7, (f, i) -> {
                    f.getBytes(i, new byte[7]);
                    return "";
                }),
                new Read("getStringAscii part", 9, (f, i) -> f.getStringAscii(i, 5)),
                new Read("getStringAscii part appended", 9, (f, i) -> f.getStringAscii(i, 5, new StringBuilder())),
                new Read("getStringUtf8 part", 9, (f, i) -> f.getStringUtf8(i, 5)));
        return Stream.concat(fixed, ranges().map(r -> ranged(r.toString(), 5, r.range())));
    }

    private interface Range {
        Object read(FrameBuffer frame, int index, int length);
    }

    private record RangeRead(String name, Range range) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<RangeRead> ranges() {
        return Stream.of(
                new RangeRead("boundsCheck", (f, i, n) -> {
                    f.boundsCheck(i, n);
                    return "";
                }),
                new RangeRead("getBytes byte[] range", (f, i, n) -> {
                    f.getBytes(i, new byte[200], 1, n);
                    return "";
                }),
                new RangeRead("getBytes ByteBuffer", (f, i, n) -> {
                    f.getBytes(i, ByteBuffer.allocateDirect(200), n);
                    return "";
                }),
                new RangeRead("getBytes ByteBuffer range", (f, i, n) -> {
                    f.getBytes(i, ByteBuffer.allocate(200), 1, n);
                    return "";
                }),
                new RangeRead("getBytes MutableDirectBuffer", (f, i, n) -> {
                    ClaimBuffer claim = new ClaimBuffer(() -> {});
                    claim.aim(ByteBuffer.allocateDirect(200).order(LE), 0, 200);
                    f.getBytes(i, claim, 1, n);
                    return "";
                }),
                new RangeRead("parseIntAscii", FrameBuffer::parseIntAscii),
                new RangeRead("parseLongAscii", FrameBuffer::parseLongAscii),
                new RangeRead("parseNaturalIntAscii", FrameBuffer::parseNaturalIntAscii),
                new RangeRead("parseNaturalLongAscii", FrameBuffer::parseNaturalLongAscii),
                new RangeRead("getStringWithoutLengthAscii", FrameBuffer::getStringWithoutLengthAscii),
                new RangeRead(
                        "getStringWithoutLengthAscii appended",
                        (f, i, n) -> f.getStringWithoutLengthAscii(i, n, new StringBuilder())),
                new RangeRead("getStringWithoutLengthUtf8", FrameBuffer::getStringWithoutLengthUtf8));
    }

    @ParameterizedTest
    @MethodSource("reads")
    void readsUpToBothEndsAndNotBeyond(Read read) {
        read.at().read(frame, 0);
        read.at().read(frame, LENGTH - read.size());
        int[] beyond = {
            -1, -read.size(), -4, LENGTH - read.size() + 1, LENGTH, LENGTH + 1, Integer.MAX_VALUE, Integer.MIN_VALUE
        };
        for (int index : beyond) {
            assertOutOfBounds(() -> read.at().read(frame, index));
        }
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void refusesLengthsBeyondTheFrame(RangeRead read) {
        int[][] beyond = {
            {0, LENGTH + 1},
            {1, LENGTH},
            {LENGTH, 1},
            {1, Integer.MAX_VALUE},
            {0, Integer.MAX_VALUE},
            {Integer.MAX_VALUE, Integer.MAX_VALUE},
            {0, -1},
            {5, -3},
            {5, Integer.MIN_VALUE},
            {-1, 2},
        };
        for (int[] range : beyond) {
            assertOutOfBounds(() -> read.range().read(frame, range[0], range[1]));
        }
    }

    private static void assertOutOfBounds(Executable read) {
        assertThrows(IndexOutOfBoundsException.class, read);
    }

    @Test
    void boundsErrorNamesTheNumbers() {
        String message = assertThrows(IndexOutOfBoundsException.class, () -> frame.getLong(95))
                .getMessage();
        assertEquals("index=95 length=8 capacity=100", message);
    }

    @Test
    void checksLimits() {
        frame.checkLimit(LENGTH);
        assertOutOfBounds(() -> frame.checkLimit(LENGTH + 1));
        frame.boundsCheck(LENGTH, 0);
        assertOutOfBounds(() -> frame.boundsCheck(LENGTH + 1, 0));
    }

    @Test
    void readsPrefixedStrings() {
        fill(10, 5, 0, 0, 0, 'h', 0xC3, 0xA9, 'l', 'o'); // é takes two bytes
        assertEquals("h\u00e9lo", frame.getStringUtf8(10));
        assertEquals("h\u00e9lo", frame.getStringUtf8(10, LE));
        assertEquals("h\u00e9", frame.getStringUtf8(10, 3));
        assertEquals("h\u00e9", frame.getStringWithoutLengthUtf8(14, 3));
        assertEquals("h\ufffd\ufffdlo", frame.getStringAscii(10));
        assertEquals("lo", frame.getStringWithoutLengthAscii(17, 2));

        StringBuilder out = new StringBuilder("> ");
        assertEquals(5, frame.getStringAscii(10, out));
        assertEquals(5, frame.getStringAscii(10, out, LE));
        assertEquals(1, frame.getStringAscii(10, 1, out));
        assertEquals(2, frame.getStringWithoutLengthAscii(17, 2, out));
        assertEquals("> h??loh??lohlo", out.toString());

        fill(30, 0, 0, 0, 2, 'o', 'k');
        assertEquals("ok", frame.getStringUtf8(30, BE));
        assertEquals("ok", frame.getStringAscii(30, BE));
        assertEquals(2, frame.getStringAscii(30, out.delete(0, out.length()), BE));
        assertEquals("ok", out.toString());

        fill(40, 0, 0, 0, 0);
        assertEquals("", frame.getStringAscii(40));
        assertEquals("", frame.getStringUtf8(40));
        assertEquals(0, frame.getStringAscii(40, out));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE - 3})
    void distrustsTheLengthInThePrefix(int length) {
        int index = LENGTH - 4 - 3;
        page.putInt(BASE + index, 3);
        assertEquals("111", frame.getStringUtf8(index));
        assertEquals("111", frame.getStringAscii(index));

        page.putInt(BASE + index, length);
        assertOutOfBounds(() -> frame.getStringUtf8(index));
        assertOutOfBounds(() -> frame.getStringAscii(index));
        assertOutOfBounds(() -> frame.getStringAscii(index, new StringBuilder()));
        page.putInt(BASE + index, Integer.reverseBytes(length));
        assertOutOfBounds(() -> frame.getStringUtf8(index, BE));
        assertOutOfBounds(() -> frame.getStringAscii(index, BE));
        assertOutOfBounds(() -> frame.getStringAscii(index, new StringBuilder(), BE));
        assertOutOfBounds(() -> frame.getStringUtf8(LENGTH - 3));
        assertOutOfBounds(() -> frame.getStringAscii(-1));
        assertOutOfBounds(() -> frame.getStringAscii(LENGTH - 3, new StringBuilder()));
    }

    @Test
    void noticesAnAppendableThatEndsTheCallback() {
        StringBuilder seen = new StringBuilder();
        Appendable closing = new Appendable() {
            @Override
            public Appendable append(CharSequence text) {
                throw new AssertionError();
            }

            @Override
            public Appendable append(CharSequence text, int start, int end) {
                throw new AssertionError();
            }

            @Override
            public Appendable append(char c) throws IOException {
                seen.append(c);
                if (seen.length() == 3) {
                    throw new IOException("full");
                }
                if (seen.length() == 6) {
                    frame.expire();
                }
                return this;
            }
        };
        IOException full = assertThrows(IOException.class, () -> frame.getStringWithoutLengthAscii(0, 10, closing));
        assertEquals("full", full.getMessage());
        assertThrows(IllegalStateException.class, () -> frame.getStringWithoutLengthAscii(0, 10, closing));
        assertEquals("111111", seen.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "7, 7",
        "0042, 42",
        "-1, -1",
        "123456789, 123456789",
        "2147483647, 2147483647",
        "-2147483648, -2147483648",
        "0000000012, 12"
    })
    void parsesInts(String text, int expected) {
        fill(20, text);
        assertEquals(expected, frame.parseIntAscii(20, text.length()));
        assertEquals(expected, frame.parseLongAscii(20, text.length()));
        if (!text.startsWith("-")) {
            assertEquals(expected, frame.parseNaturalIntAscii(20, text.length()));
            assertEquals(expected, frame.parseNaturalLongAscii(20, text.length()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, 999_999_999_999_999_999L, 4_294_967_296L, -2_147_483_649L})
    void parsesLongs(long expected) {
        String text = Long.toString(expected);
        fill(20, text);
        assertEquals(expected, frame.parseLongAscii(20, text.length()));
        if (expected >= 0) {
            assertEquals(expected, frame.parseNaturalLongAscii(20, text.length()));
        }
        assertThrows(AsciiNumberFormatException.class, () -> frame.parseIntAscii(20, text.length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+1", "1x", "x1", "--1", "1 ", "12345678901234567890", "/", ":", "1-", "\u00e9"})
    void refusesWhatIsNoNumber(String text) {
        fill(20, text);
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        assertThrows(AsciiNumberFormatException.class, () -> frame.parseIntAscii(20, length));
        assertThrows(AsciiNumberFormatException.class, () -> frame.parseLongAscii(20, length));
        assertThrows(AsciiNumberFormatException.class, () -> frame.parseNaturalIntAscii(20, length));
        assertThrows(AsciiNumberFormatException.class, () -> frame.parseNaturalLongAscii(20, length));
    }

    @Test
    void refusesNumbersThatDoNotFit() {
        for (String text : List.of("2147483648", "-2147483649", "9999999999", "00000000001")) {
            fill(20, text);
            assertThrows(AsciiNumberFormatException.class, () -> frame.parseIntAscii(20, text.length()), text);
        }
        for (String text : List.of("9223372036854775808", "-9223372036854775809", "9999999999999999999")) {
            fill(20, text);
            assertThrows(AsciiNumberFormatException.class, () -> frame.parseLongAscii(20, text.length()), text);
        }
        fill(20, "-1");
        assertThrows(AsciiNumberFormatException.class, () -> frame.parseNaturalIntAscii(20, 2));
        assertThrows(AsciiNumberFormatException.class, () -> frame.parseNaturalLongAscii(20, 2));
        fill(20, "12x4");
        assertEquals(
                "error parsing int: 12x4",
                assertThrows(AsciiNumberFormatException.class, () -> frame.parseIntAscii(20, 4))
                        .getMessage());
    }

    static Stream<Method> interfaceMethods() {
        return InterfaceCalls.of(DirectBuffer.class).stream();
    }

    @ParameterizedTest
    @MethodSource("interfaceMethods")
    void everythingThrowsOnceExpired(Method method) {
        boolean refused = List.of("wrap", "addressOffset").contains(method.getName());
        for (int number : new int[] {0, 1}) {
            aim();
            Throwable alive = InterfaceCalls.failureOf(method, frame, number);
            assertFalse(alive instanceof IllegalStateException || alive instanceof LinkageError, () -> "" + alive);
            assertEquals(refused, alive instanceof UnsupportedOperationException, () -> "" + alive);

            int before = escapes;
            frame.expire();
            Throwable failure = InterfaceCalls.failureOf(method, frame, number);
            assertInstanceOf(IllegalStateException.class, failure);
            assertTrue(failure.getMessage().contains("copy what you keep"), failure.getMessage());
            assertEquals(before, escapes);
        }
    }

    @Test
    void enumeratesTheInterface() {
        assertTrue(InterfaceCalls.of(DirectBuffer.class).size() >= 48, "reflection finds the methods");
    }

    @Test
    void isExpiredBeforeItIsAimed() {
        FrameBuffer fresh = new FrameBuffer(() -> {});
        assertThrows(IllegalStateException.class, fresh::capacity);
        assertThrows(IllegalStateException.class, () -> fresh.boundsCheck(0, 0));
        assertEquals("FrameBuffer{expired}", fresh.toString());
        fresh.aim(page, 0, 0);
        assertEquals(0, fresh.capacity());
        assertOutOfBounds(() -> fresh.getByte(0));
    }

    @Test
    void livesAgainWhenAimedAnew() {
        frame.expire();
        assertEquals("FrameBuffer{expired}", frame.toString());
        frame.aim(page, 50, 8);
        page.putLong(50, 77);
        assertEquals(77, frame.getLong(0));
        assertEquals(8, frame.capacity());
        assertEquals(50, frame.wrapAdjustment());
        assertEquals("FrameBuffer{base=50 capacity=8}", frame.toString());
        assertOutOfBounds(() -> frame.getLong(1));
    }

    @Test
    void reportsEachRawViewAsAnEscape() {
        assertEquals(0, escapes);
        ByteBuffer view = frame.byteBuffer();
        assertEquals(1, escapes);
        assertTrue(view.isReadOnly());
        assertEquals(page.capacity(), view.capacity());
        assertEquals(LE, view.order());
        fill(4, 9);
        assertEquals(9, view.get(frame.wrapAdjustment() + 4));

        assertSame(view, frame.byteBuffer(), "no garbage for each frame of a page");
        assertEquals(2, escapes);

        frame.aim(page, 0, 10);
        assertNotSame(view, frame.byteBuffer());
        assertTrue(frame.byteBuffer().isReadOnly(), "even over a writable page");
    }

    @Test
    void keepsReadingWhateverIsDoneToTheView() {
        fill(0, 1, 2, 3, 4);
        frame.byteBuffer().order(BE).position(3).limit(5);
        assertEquals(0x04030201, frame.getInt(0));
        assertEquals('1', frame.getByte(LENGTH - 1));
        ByteBuffer again = frame.byteBuffer();
        assertEquals(LE, again.order());
        assertEquals(page.capacity(), again.remaining());
    }

    @Test
    void hasNoAddressAndNoArray() {
        String message = assertThrows(UnsupportedOperationException.class, frame::addressOffset)
                .getMessage();
        assertTrue(message.contains("byteBuffer()") && message.contains("wrapAdjustment()"), message);
        assertNull(frame.byteArray());
        assertEquals(BASE, frame.wrapAdjustment());
        assertEquals(0, escapes);
    }

    @Test
    void ordersByUnsignedBytes() {
        FrameBuffer other = new FrameBuffer(() -> escapes++);
        other.aim(page, 150, LENGTH);
        assertEquals(0, frame.compareTo(other));
        assertEquals(0, frame.compareTo(frame));
        for (int index : new int[] {0, 3, 7, 8, 63, 95, 96, 99}) {
            page.put(150 + index, (byte) 0x80); // as a signed byte less than '1', as an unsigned one more
            assertTrue(frame.compareTo(other) < 0, "at " + index);
            assertTrue(other.compareTo(frame) > 0, "at " + index);
            page.put(150 + index, (byte) '1');
        }
        // In a little-endian word the last byte would weigh most.
        page.put(150, (byte) '2').put(157, (byte) '0');
        assertTrue(other.compareTo(frame) > 0);
        page.put(150, (byte) '1').put(157, (byte) '1');

        other.aim(page, 150, LENGTH - 1);
        assertTrue(other.compareTo(frame) < 0, "a prefix comes first");
        other.expire();
        assertThrows(IllegalStateException.class, () -> frame.compareTo(other));
        assertEquals(0, escapes);
    }

    @Test
    void isEqualToItselfOnly() {
        FrameBuffer other = new FrameBuffer(() -> {});
        other.aim(page, BASE, LENGTH);
        assertNotEquals(frame, other);
        assertEquals(frame, frame);
        int hash = frame.hashCode();
        frame.expire();
        assertEquals(hash, frame.hashCode());
    }
}
