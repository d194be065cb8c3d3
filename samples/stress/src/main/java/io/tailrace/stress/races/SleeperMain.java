package io.tailrace.stress.races;

import io.tailrace.check.Hiccups;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The process of a sleeper. Prints {@code ready}, sleeps when a line comes, and ends with the line of {@link RaceTally}. Where a thread of the same
 * process is to wake it, it has that thread as well.
 *
 * <p>Arguments: directory, kind, races, seed, races before that do not count.
 */
public final class SleeperMain {
    private SleeperMain() {}

    public static void main(String[] arguments) throws IOException {
        // Whichever thread: else who waits for the other waits in vain.
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        Path directory = Path.of(arguments[0]);
        RaceKind kind = RaceKind.valueOf(arguments[1]);
        long races = Long.parseLong(arguments[2]);
        long uncounted = Long.parseLong(arguments[4]);
        Meeting meeting = Meeting.open(directory, kind);
        try (Sleeping sleeping = sleeping(directory, kind)) {
            System.out.println("ready");
            if (System.in.read() < 0) {
                return;
            }
            if (sleeping instanceof Demand demand) {
                ring(new Ringer(meeting, kind.matter(), demand.ringer(), Long.parseLong(arguments[3])), races);
            }
            System.out.println(sleep(meeting, sleeping, races, uncounted, new RaceTally(Long.parseLong(arguments[5]))));
        }
    }

    private static Sleeping sleeping(Path directory, RaceKind kind) {
        return switch (kind.matter()) {
            case FRAMES -> new FrameSleeper(directory, kind);
            case ROOM -> new RoomSleeper(directory, kind);
            case WAKE -> new Demand(directory, kind);
        };
    }

    private static void ring(Ringer ringer, long races) {
        Thread thread = new Thread(() -> ringer.run(races), "ringer");
        thread.setDaemon(true);
        thread.start();
    }

    private static String sleep(Meeting meeting, Sleeping sleeping, long races, long uncounted, RaceTally tally)
            throws IOException {
        try (Hiccups hiccups = new Hiccups();
                ThreadAccount account = new ThreadAccount()) {
            for (long race = 1; race <= races; race++) {
                sleeping.prepare();
                account.look();
                long delay = account.delayNanos();
                long runs = account.runs();
                long begin = System.nanoTime();
                meeting.waits(race);
                sleeping.await(race);
                long end = System.nanoTime();
                account.look();
                delay = account.delayNanos() - delay;
                long rungUntil = meeting.awaitRung(race);
                if (race > uncounted) {
                    tally.add(begin, meeting.rungAt(), rungUntil, end, delay, account.runs() > runs, hiccups);
                } else if (race == uncounted) {
                    hiccups.takeLongestNanos();
                    tally.begin(end);
                }
            }
        }
        return tally.line(sleeping.way(), System.nanoTime());
    }
}
