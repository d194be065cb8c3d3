package io.tailrace.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The JDKs that a program has to run on. */
public final class InstalledJava {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    private InstalledJava() {}

    /** Homes of the one that runs this, and of each 17 and 25 that is installed. On the machine that decides, 25 is there. */
    public static List<Path> homes() {
        Path running;
        List<Path> others;
        try {
            running = Path.of(System.getProperty("java.home")).toRealPath();
            others = others(running);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Path> homes = Stream.concat(Stream.of(running), others.stream()).toList();
        if ("true".equals(System.getenv("CI")) && homes.stream().noneMatch(home -> isVersion(home, "25"))) {
            throw new AssertionError("no JDK 25 below " + INSTALLED);
        }
        return homes;
    }

    private static List<Path> others(Path running) throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            return List.of();
        }
        try (Stream<Path> homes = Files.list(INSTALLED)) {
            return homes.filter(home -> !Files.isSymbolicLink(home) && !home.equals(running))
                    .filter(home -> isVersion(home, "17|25"))
                    .sorted()
                    .toList();
        }
    }

    /** Their {@code java}: the one that runs this, and a 25 if that is another. */
    public static List<Path> commands() {
        List<Path> homes = homes();
        return Stream.concat(
                        Stream.of(homes.get(0)),
                        homes.stream()
                                .skip(1)
                                .filter(home -> isVersion(home, "25"))
                                .limit(1))
                .map(home -> home.resolve("bin").resolve("java"))
                .toList();
    }

    private static boolean isVersion(Path home, String version) {
        try {
            return Files.readString(home.resolve("release")).matches("(?s).*JAVA_VERSION=\"(" + version + ")\\b.*");
        } catch (IOException e) {
            return false;
        }
    }
}
