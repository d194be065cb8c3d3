package io.tailrace.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM as users start it: 17, 25, or 25 with native access granted.
 *
 * @param wakesByFutex whether it can, on a kernel that has it
 */
public record JvmVariant(Path java, List<String> flags, boolean wakesByFutex) {
    private static final List<String> GRANTED = List.of("--enable-native-access=ALL-UNNAMED");

    /** All that are installed. */
    public static List<JvmVariant> all() {
        List<JvmVariant> all = new ArrayList<>();
        for (Path home : InstalledJava.homes()) {
            all.add(new JvmVariant(ChildProcess.java(home), List.of(), false));
            if (isVersion(home, "25")) {
                all.add(new JvmVariant(ChildProcess.java(home), GRANTED, true));
            }
        }
        return all;
    }

    private static boolean isVersion(Path home, String version) {
        try {
            return Files.readString(home.resolve("release")).matches("(?s).*JAVA_VERSION=\"" + version + "\\b.*");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a main class. */
    public ChildProcess start(Class<?> main, Object... arguments) {
        return ChildProcess.start(List.of(), java, flags, main, arguments);
    }

    @Override
    public String toString() {
        return java.getParent().getParent().getFileName() + (wakesByFutex ? " with native access" : "");
    }
}
