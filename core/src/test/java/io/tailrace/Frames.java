package io.tailrace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Payloads of tests, and what a reader makes of them. */
public final class Frames {
    private Frames() {}

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes none of which is 0, that depend on a seed. */
    public static byte[] pattern(int length, long seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ((seed * 31 + i) % 255 + 1);
        }
        return bytes;
    }

    /** All frames that are there. */
    public static List<Frame> all(Reader reader) {
        List<Frame> frames = new ArrayList<>();
        int delivered;
        do {
            delivered = reader.poll(Frame.decoder(), frames::add, 1000);
        } while (delivered > 0);
        return frames;
    }

    /** All frames that are there, as texts. */
    public static List<String> texts(Reader reader) {
        return all(reader).stream().map(Frame::utf8).toList();
    }

    /** All frames of a journal, from its first one. */
    public static List<Frame> of(Journal journal) {
        try (Reader reader = journal.reader()) {
            return all(reader);
        }
    }

    /** All frames of a journal, as texts. */
    public static List<String> textsOf(Journal journal) {
        return of(journal).stream().map(Frame::utf8).toList();
    }
}
