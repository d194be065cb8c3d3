package io.tailrace.stress;

import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What a member knows of its round, and what it was told. Any thread. */
final class Setting {
    /** How a member ends that was told to end with an open claim. */
    static final int EXIT_WITH_CLAIM = 42;

    private final Places places;
    private final RoundBoard round;
    private final WriterBoard writers;
    private final Atlas atlas;
    private final int member;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private volatile boolean exit;
    private volatile boolean lostLocks;

    Setting(Places places, int member) {
        this.places = places;
        this.round = places.roundBoard();
        this.writers = places.writers();
        this.atlas = places.atlas();
        this.member = member;
    }

    Places places() {
        return places;
    }

    RoundBoard round() {
        return round;
    }

    WriterBoard writers() {
        return writers;
    }

    Atlas atlas() {
        return atlas;
    }

    int member() {
        return member;
    }

    /** Tells the parent that this one plays. */
    void ready() {
        round.ready(member);
    }

    /** Tells the parent that one of its threads has ended well. */
    void end() {
        round.end(member);
    }

    boolean hasLostLocks() {
        return lostLocks;
    }

    /** From {@link Killer}'s relatives, a line at a time. */
    void tell(String line) {
        switch (line) {
            case "exit" -> exit = true;
            case "lose" -> loseLocks();
            default -> lines.add(line);
        }
    }

    /** The next line that is for the role alone. */
    String line() throws InterruptedException {
        return lines.take();
    }

    /** Closing any descriptor of a file frees all POSIX locks that the process has on it. */
    private void loseLocks() {
        lostLocks = true;
        try {
            Files.newInputStream(places.journal().resolve(LockDescriptor.FILE_NAME))
                    .close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        round.lost(member);
    }

    /** A process that ends in the midst of a claim, with all that an end of the JVM does. */
    void exitIfTold() {
        if (exit) {
            System.exit(EXIT_WITH_CLAIM);
        }
    }
}
