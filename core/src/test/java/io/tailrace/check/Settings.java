package io.tailrace.check;

import java.util.Locale;

/** Sizes of a run: a property {@code tailrace.name}, or the environment's TAILRACE_NAME. */
public final class Settings {
    private Settings() {}

    public static int number(String property, int byDefault) {
        String value = System.getProperty(property);
        if (value == null || value.isEmpty()) {
            value = System.getenv(property.toUpperCase(Locale.ROOT).replace('.', '_'));
        }
        return value == null || value.isEmpty() ? byDefault : Integer.parseInt(value);
    }

    /** The seed of a random test: set to go through the same again, as far as timing lets. */
    public static long seed() {
        String value = System.getProperty("tailrace.seed", "");
        return value.isEmpty() ? System.nanoTime() : Long.parseLong(value);
    }
}
