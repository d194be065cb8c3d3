package io.tailrace.stress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the whole directory while all stand still, which other processes recover: what was acknowledged by then is in the copy, and it
 * can be appended to. A process of {@link Recovery} takes some copies and is followed by a new one.
 */
final class Snapshots implements AutoCloseable {
    private static final int COPIES_A_PROCESS = 25;
    private static final int MOST_AT_ONCE = 6;

    private final Stage stage;
    private final Aim aim;
    private @Nullable Member recovery;
    private int taken;
    private int outstanding;

    Snapshots(Stage stage) {
        this.stage = stage;
        this.aim = new Aim(stage);
    }

    void take() {
        while (outstanding >= MOST_AT_ONCE) {
            awaitOne();
        }
        if (recovery == null) {
            recovery = stage.cast().enterBeside(Recovery.KIND);
        }
        List<Member> running = stage.cast().running(member -> true);
        if (!aim.stopInside(running)) {
            return;
        }
        int number = ++taken;
        try {
            copy(number);
        } finally {
            stage.signals().resume(running);
        }
        recovery.child().tell(number + " " + stage.cast().round().numbers());
        outstanding++;
        if (taken % COPIES_A_PROCESS == 0) {
            end();
        }
    }

    private void copy(int number) {
        Path from = stage.cast().places().journal();
        Path to = stage.cast().places().copy(number);
        try {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
            try (Stream<Path> files = Files.list(from)) {
                for (Path file : files.toList()) {
                    Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
            Files.copy(
                    stage.cast().places().round().resolve("writers"),
                    stage.cast().places().copiedWriters(number));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitOne() {
        recovery.child().expect(Recovery.RECOVERED);
        outstanding--;
        stage.counts().count(FaultKind.SNAPSHOT, "recovered");
    }

    /** Copies that are being recovered. */
    int outstanding() {
        return outstanding;
    }

    /** Waits until all copies are recovered, and lets the process end. */
    void end() {
        if (recovery == null) {
            return;
        }
        while (outstanding > 0) {
            awaitOne();
        }
        recovery.child().tell("end");
        recovery.child().endWell();
        recovery = null;
    }

    @Override
    public void close() {
        if (recovery != null) {
            recovery.child().close();
        }
    }
}
