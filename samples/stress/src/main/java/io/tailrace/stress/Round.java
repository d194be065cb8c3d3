package io.tailrace.stress;

import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.Retention;
import io.tailrace.check.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** One journal from its making to its end: the cast comes on, the faults of the plan meet it in random order, and all is accounted for. */
final class Round implements AutoCloseable {
    private static final int PAGE_SIZE = 1 << 16;
    private static final int CAPACITY = 16 * PAGE_SIZE;
    private static final int DISK = 64 << 20;
    private static final int SPARES = 3;
    private static final int THREADS = 2;
    private static final long PAUSE_NANOS = 10_000_000;

    private final Plan plan;
    private final Places places;
    private final SplittableRandom random;
    private final FaultCounts counts;
    private final List<Open> open = new ArrayList<>();
    private final Cast cast;
    private final Stage stage;
    private final Watch watch;

    Round(Plan plan, Places places, long seed, FaultCounts counts) throws IOException {
        this.plan = plan;
        this.places = places;
        this.random = new SplittableRandom(seed);
        this.counts = counts;
        Files.createDirectory(places.round());
        SmallDisk disk = SmallDisk.mountIfAllowed(places.disk(), DISK);
        if (disk != null) {
            open.add(0, disk::close);
        }
        makeJournal();
        places.roundBoard().patience(plan.patience());
        this.cast = new Cast(places, random.split(), plan.readers(), SPARES);
        open.add(0, cast::close);
        Progress progress = new Progress(cast, plan.shared());
        open.add(0, progress::close);
        Journal journal =
                Journal.open(places.journal(), JournalOptions.defaults().readOnly(true));
        open.add(0, journal::close);
        this.watch = new Watch(journal);
        Signals signals = new Signals();
        open.add(0, signals::close);
        this.stage = new Stage(plan, cast, signals, counts, progress, random, journal, disk);
    }

    /** To be closed, the last one first. */
    private interface Open {
        void close();
    }

    /** Consumers count from their first start on: it comes before the first frame. */
    private void makeJournal() {
        JournalOptions options = JournalOptions.defaults()
                .mode(plan.shared() ? JournalMode.SHARED : JournalMode.EXCLUSIVE)
                .pageSize(PAGE_SIZE)
                .capacity(CAPACITY)
                .retention(Retention.consumers());
        try (Journal journal = Journal.openOrCreate(places.journal(), options)) {
            for (int index = 0; index < plan.readers(); index++) {
                if (ReaderKind.of(index).isNamed()) {
                    journal.reader(ReaderKind.of(index).options(ReaderKind.name(index)))
                            .close();
                }
            }
        }
    }

    /**
     * Goes on until each fault of the plan counted as often as asked, then brings all to an end.
     *
     * @param untilNanos and until then at the earliest
     * @param deadlineNanos and until then at the latest
     */
    void run(long untilNanos, long deadlineNanos) {
        for (int index = 0; index < plan.readers(); index++) {
            cast.enter(Casting.READER, index);
        }
        for (int writer = 0; writer < plan.writers(); writer++) {
            // Every other one has several threads.
            cast.enter(Casting.WRITER, plan.shared() && writer % 2 == 1 ? THREADS : 1);
        }
        cast.enter(Casting.MEDDLER, 0);
        cast.players().forEach(cast::awaitReady);
        Faults faults = new Faults(stage);
        open.add(0, faults::close);
        while (System.nanoTime() < deadlineNanos && faults.strike(System.nanoTime() < untilNanos)) {
            watch.look();
            cast.requireAlive();
            LockSupport.parkNanos(random.nextLong(PAUSE_NANOS));
        }
        faults.end();
        end();
    }

    private void end() {
        cast.round().stop();
        for (Member member : cast.players()) {
            if (!member.isReader()) {
                leaveWell(member);
            }
        }
        cast.round().finish();
        cast.players().forEach(this::leaveWell);
        watch.look();
        new Verdict(cast).require(stage.journal());
    }

    private void leaveWell(Member member) {
        int code = member.child().end();
        if (code != 0) {
            throw new AssertionError(
                    member + " ended with " + code + ":\n" + member.child().errors());
        }
        cast.leave(member);
    }

    /** For who looks for the cause of a failure. */
    String scene() {
        return status() + "\n" + cast.threads();
    }

    /** Of a journal in which something is wrong: that must not hide what was found first. */
    private String status() {
        try {
            return stage.journal().status().toString();
        } catch (JournalException e) {
            return e.toString();
        }
    }

    /** What was done, in a line. */
    String figures() {
        long frames = 0;
        for (int writer = 0; writer < cast.round().numbers(); writer++) {
            frames += cast.writers().acknowledged(writer);
        }
        StringBuilder text = new StringBuilder();
        text.append(frames)
                .append(" frames, ")
                .append(stage.journal().status().currentPageIndex())
                .append(" switches, ");
        text.append(cast.round().numbers()).append(" writers; delivered");
        for (int index = 0; index < cast.readers(); index++) {
            ReaderBoard board = cast.reader(index);
            text.append(' ').append(ReaderKind.name(index)).append('=').append(board.frames());
            text.append("(again ")
                    .append(board.framesAgain())
                    .append(", gaps ")
                    .append(board.gaps())
                    .append(')');
        }
        text.append("; progress after ").append(stage.progress().checked()).append(" faults, at most ");
        text.append(stage.progress().longestMillis()).append(" ms, threads woken up to ");
        text.append(stage.progress().latestMillis())
                .append(" ms late; ")
                .append(watch.looks())
                .append(" looks");
        return text.toString();
    }

    @Override
    public void close() {
        open.forEach(Open::close);
    }
}
