package io.tailrace.samples.dashboard;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where a journal is, or will be.
 *
 * @param id names it in addresses
 * @param path absolute
 */
record Source(String id, Path path) {
    private static final int ID_BYTES = 8;

    /** The source at a path. */
    static Source of(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return new Source(id(absolute), absolute);
    }

    private static String id(Path path) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(path.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    String name() {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }

    String directory() {
        Path parent = path.getParent();
        return parent == null ? path.toString() : parent.toString();
    }
}
