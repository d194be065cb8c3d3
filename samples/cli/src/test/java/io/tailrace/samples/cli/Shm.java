package io.tailrace.samples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A directory of its own in shared memory for each test; with its end all processes of the test and all journals are
 * gone.
 */
final class Shm implements BeforeEachCallback, AfterEachCallback {
    private final List<Child> children = new ArrayList<>();
    private @Nullable Path directory;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory(Path.of("/dev/shm"), "tailrace-cli-it-");
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (Child child : children) {
            child.kill();
            child.exitCode();
        }
        children.clear();
        if (directory == null) {
            // It could not be made.
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            // A test may have taken the right to delete away.
            paths.filter(Files::isDirectory).forEach(path -> path.toFile().setWritable(true));
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    Path directory() {
        return Objects.requireNonNull(directory);
    }

    String journal(String name) {
        return directory().resolve(name).toString();
    }

    /** Starts the jar on the JVM of this test. */
    Child start(String... args) throws IOException {
        return start(Child.command(Child.java(), args));
    }

    Child start(List<String> command) throws IOException {
        Child child = new Child(command, Files.createTempFile(directory(), "stderr", ".txt"));
        children.add(child);
        return child;
    }

    /** Runs the jar without input, to its end. */
    Result run(String... args) throws Exception {
        return runWith(new byte[0], args);
    }

    /** Runs the jar with an input, to its end. */
    Result runWith(byte[] input, String... args) throws Exception {
        return runWith(input, Child.command(Child.java(), args));
    }

    Result runWith(byte[] input, List<String> command) throws Exception {
        Path in = Files.write(Files.createTempFile(directory(), "stdin", ".bin"), input);
        Path out = Files.createTempFile(directory(), "stdout", ".bin");
        Path err = Files.createTempFile(directory(), "stderr", ".txt");
        Process process = Child.builder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        int exitCode = Child.exitCode(process);
        return new Result(exitCode, Files.readAllBytes(out), Files.readString(err));
    }
}
