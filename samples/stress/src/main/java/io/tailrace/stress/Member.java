package io.tailrace.stress;

import io.tailrace.WakeUp;
import io.tailrace.WakeableIdleStrategy;
import io.tailrace.check.ChildProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A child process and what it plays. For the thread that directs the round. */
final class Member {
    /** Starts in half the time, and needs little memory; what is tested is the protocol, not the compiler. */
    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx96m", "-XX:-UsePerfData");

    private final int id;
    private final ChildProcess child;
    private String kind = "spare";
    private int number;
    private boolean stopped;

    private Member(int id, ChildProcess child) {
        this.id = id;
        this.child = child;
    }

    static Member start(Places places, int id) {
        ChildProcess child = ChildProcess.start(
                List.of(),
                ChildProcess.java(java.nio.file.Path.of(System.getProperty("java.home"))),
                flags(),
                ChildMain.class,
                places.round(),
                id);
        return new Member(id, child);
    }

    /** A manifest grants nothing to those who have the jar in a class path. */
    private static List<String> flags() {
        List<String> flags = new ArrayList<>(FLAGS);
        if (WakeableIdleStrategy.best() == WakeUp.FUTEX) {
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        return flags;
    }

    void play(String kind, long seed, int number) {
        this.kind = kind;
        this.number = number;
        child.tell(Casting.line(kind, seed, number));
    }

    int id() {
        return id;
    }

    long pid() {
        return child.pid();
    }

    ChildProcess child() {
        return child;
    }

    String kind() {
        return kind;
    }

    /** A writer's threads, a reader's index. */
    int number() {
        return number;
    }

    boolean isWriter() {
        return kind.equals(Casting.WRITER);
    }

    boolean isReader() {
        return kind.equals(Casting.READER);
    }

    /** Whether writers wait for it. */
    boolean isGate() {
        return isReader() && ReaderKind.of(number) == ReaderKind.GATE;
    }

    boolean isStopped() {
        return stopped;
    }

    void setStopped(boolean stopped) {
        this.stopped = stopped;
    }

    @Override
    public String toString() {
        String what = isReader() ? ReaderKind.name(number) : kind;
        return String.format(Locale.ROOT, "member %d (%s, pid %d)", id, what, pid());
    }
}
