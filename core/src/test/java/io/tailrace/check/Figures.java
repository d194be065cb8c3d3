package io.tailrace.check;

import java.util.Locale;

/** What a run did, for the log: seeds and counts. */
public final class Figures {
    private Figures() {}

    public static void print(String format, Object... values) {
        System.out.println("EVIDENCE " + String.format(Locale.ROOT, format, values));
    }
}
