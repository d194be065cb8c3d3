package io.tailrace.stress;

import io.tailrace.check.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM for children that are measured: compiled in full, and with little beside that takes time of its own. */
public final class ChildJvm {
    /** From this version on native access can be granted to what this build needs. */
    private static final int FIRST_WITH_FUTEX = 22;

    private static final String GRANT = "--enable-native-access=ALL-UNNAMED";
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
    private static final List<String> FLAGS =
            List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Xmx128m", "-XX:-UsePerfData");

    private final Path home;
    private final int version;
    private final boolean nativeAccess;

    /**
     * @param home of a JDK
     * @param nativeAccess whether children are granted it, if the JDK has something to grant
     */
    public ChildJvm(Path home, boolean nativeAccess) {
        this.home = home;
        this.version = version(home);
        this.nativeAccess = nativeAccess;
    }

    private static int version(Path home) {
        try {
            Matcher matcher = VERSION.matcher(Files.readString(home.resolve("release")));
            if (!matcher.find()) {
                throw new IllegalArgumentException("no version in " + home.resolve("release"));
            }
            return Integer.parseInt(matcher.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException("no JDK at " + home, e);
        }
    }

    public Path java() {
        return ChildProcess.java(home);
    }

    public int version() {
        return version;
    }

    /** Whether children sleep by futex. */
    public boolean hasFutex() {
        return nativeAccess && version >= FIRST_WITH_FUTEX;
    }

    /** Options before the class path. */
    public List<String> flags(boolean futex) {
        List<String> flags = new ArrayList<>(FLAGS);
        if (futex && hasFutex()) {
            flags.add(GRANT);
        }
        return flags;
    }

    /** Starts a main class, with all that is granted. */
    public ChildProcess start(Class<?> main, Object... arguments) {
        return ChildProcess.start(List.of(), java(), flags(true), main, arguments);
    }

    /**
     * Starts a main class, with all that is granted.
     *
     * @param libraries one class of each that it needs beside core
     */
    public ChildProcess start(List<Class<?>> libraries, Class<?> main, Object... arguments) {
        return ChildProcess.start(List.of(), java(), flags(true), libraries, main, arguments);
    }

    /** Starts a main class as on a JDK that has no futex. */
    public ChildProcess startWithoutFutex(Class<?> main, Object... arguments) {
        return ChildProcess.start(List.of(), java(), flags(false), main, arguments);
    }

    @Override
    public String toString() {
        return "JDK " + version + (hasFutex() ? " with native access" : " without native access");
    }
}
