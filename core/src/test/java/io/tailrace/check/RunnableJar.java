package io.tailrace.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/** What a jar says of itself to the JVM that runs it. */
public final class RunnableJar {
    private static final Attributes.Name NATIVE_ACCESS = new Attributes.Name("Enable-Native-Access");

    private RunnableJar() {}

    /** It lets the library wake and be woken by futex, on the JVMs that want to be told so; without, nobody warns and nobody has a futex. */
    public static void requireNativeAccess(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            assertEquals("ALL-UNNAMED", file.getManifest().getMainAttributes().get(NATIVE_ACCESS), jar::toString);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
