package io.tailrace.samples.cli;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes JSON. No more than this program needs: objects, arrays, strings, integers, booleans. */
final class Json {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Bytes out;
    private boolean comma;

    Json(Bytes out) {
        this.out = out;
    }

    Json beginObject() {
        return open('{');
    }

    Json endObject() {
        return close('}');
    }

    Json beginArray() {
        return open('[');
    }

    Json endArray() {
        return close(']');
    }

    Json name(String name) {
        string(name);
        out.put(':');
        comma = false;
        return this;
    }

    Json number(long value) {
        separate();
        out.decimal(value);
        return this;
    }

    Json bool(boolean value) {
        separate();
        out.text(value ? "true" : "false");
        return this;
    }

    Json boolOrNull(@Nullable Boolean value) {
        return value == null ? stringOrNull(null) : bool(value);
    }

    Json stringOrNull(@Nullable String value) {
        if (value != null) {
            return string(value);
        }
        separate();
        out.text("null");
        return this;
    }

    Json string(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return string(utf8, 0, utf8.length);
    }

    /** A string from bytes that are valid UTF-8, which stay as they are but for what JSON forbids. */
    Json string(byte[] utf8, int offset, int length) {
        separate();
        out.put('"');
        int end = offset + length;
        int plain = offset;
        for (int i = offset; i < end; i++) {
            byte b = utf8[i];
            if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
                out.put(utf8, plain, i - plain);
                escape(b);
                plain = i + 1;
            }
        }
        out.put(utf8, plain, end - plain).put('"');
        return this;
    }

    private void escape(byte b) {
        out.put('\\');
        switch (b) {
            case '"', '\\' -> out.put(b);
            case '\n' -> out.put('n');
            case '\r' -> out.put('r');
            case '\t' -> out.put('t');
            default -> out.put('u').put('0').put('0').put(HEX[b >> 4]).put(HEX[b & 15]);
        }
    }

    private Json open(char bracket) {
        separate();
        out.put(bracket);
        comma = false;
        return this;
    }

    private Json close(char bracket) {
        out.put(bracket);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            out.put(',');
        }
        comma = true;
    }
}
