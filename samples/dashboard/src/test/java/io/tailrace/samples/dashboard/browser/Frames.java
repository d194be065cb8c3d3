package io.tailrace.samples.dashboard.browser;

import io.tailrace.Appender;
import io.tailrace.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Frames to write and to read. */
final class Frames {
    private Frames() {}

    /** ns since the epoch. */
    static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    static long append(Appender appender, String text, int type) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        return appender.append(payload, 0, payload.length, type, now());
    }

    /** So many frames of so many bytes, with timestamps. */
    static void append(Appender appender, int count, int length) {
        byte[] payload = new byte[length];
        for (int i = 0; i < count; i++) {
            appender.append(payload, 0, length, 1, now());
        }
    }

    /** Reads so many; more must not be asked for, for the cursor is to stand behind them. */
    static void read(Reader reader, int count) {
        int[] left = {count};
        Wait.until(count + " frames are read", () -> {
            left[0] -= reader.poll((buffer, offset, length, header) -> {}, left[0]);
            return left[0] == 0;
        });
    }
}
