package io.tailrace.samples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    @Test
    void everyCodePointIsValid() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                byte[] bytes = Character.toString(codePoint).getBytes(UTF_8);
                assertTrue(
                        Utf8.isValid(bytes, 0, bytes.length),
                        () -> HexFormat.of().formatHex(bytes));
            }
        }
    }

    /** In turn: lone continuation, overlong forms, surrogates, beyond U+10FFFF, bytes that never occur, cut short. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "c080",
                "c1bf",
                "e09fbf",
                "f08fbfbf",
                "eda080",
                "edbfbf",
                "edafbfedbfbf",
                "f4908080",
                "f5808080",
                "fe",
                "ff",
                "c3",
                "e282",
                "f09f98",
                "c328",
                "e28228",
                "f09f9828",
                "41ff42"
            })
    void refuses(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertFalse(Utf8.isValid(bytes, 0, bytes.length));
    }

    @Test
    void looksAtItsPartOnly() {
        byte[] bytes = {(byte) 0xff, 'a', (byte) 0xc3, (byte) 0xbc, (byte) 0xff};
        assertTrue(Utf8.isValid(bytes, 1, 3));
        assertTrue(Utf8.isValid(bytes, 0, 0));
        assertFalse(Utf8.isValid(bytes, 1, 2));
        assertFalse(Utf8.isValid(bytes, 1, 4));
    }

    @Test
    void saysWhatTheJdkSays() {
        long seed = System.nanoTime();
        System.out.println("Utf8Test seed " + seed);
        Random random = new Random(seed);
        // Bytes at the borders of the rules, so that random strings are often nearly valid.
        int[] borders = {
            0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf4, 0xf5
        };
        for (int round = 0; round < 300_000; round++) {
            byte[] bytes = new byte[random.nextInt(6)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) borders[random.nextInt(borders.length)];
            }
            assertEquals(
                    decodes(bytes),
                    Utf8.isValid(bytes, 0, bytes.length),
                    () -> "seed " + seed + ": " + Arrays.toString(bytes));
        }
    }

    private static boolean decodes(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
