package io.tailrace.it;

import java.util.Locale;

/** What a run did, for the log: seeds and counts. */
final class Figures {
    private Figures() {}

    static void print(String format, Object... values) {
        System.out.println("EVIDENCE " + String.format(Locale.ROOT, format, values));
    }
}
