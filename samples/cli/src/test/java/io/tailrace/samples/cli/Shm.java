package io.tailrace.samples.cli;

import io.tailrace.test.TestJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A directory of its own in shared memory for each test; with its end all processes of the test and all journals are
 * gone.
 */
final class Shm implements BeforeEachCallback, AfterEachCallback {
    private @Nullable TestJournal journal;

    @Override
    public void beforeEach(ExtensionContext context) {
        journal = TestJournal.absent();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (journal != null) {
            journal.close();
        }
    }

    private TestJournal kit() {
        return Objects.requireNonNull(journal);
    }

    Path directory() {
        return kit().directory();
    }

    String journal(String name) {
        return kit().path(name).toString();
    }

    /** Starts the jar on the JVM of this test. */
    Child start(String... args) throws IOException {
        return start(Child.command(Child.java(), args));
    }

    Child start(List<String> command) throws IOException {
        Child child = new Child(command, Files.createTempFile(directory(), "stderr", ".txt"));
        kit().closing(() -> {
            child.kill();
            child.exitCode();
        });
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
