package io.tailrace.stress.races;

import io.tailrace.WakeUp;
import io.tailrace.check.ChildProcess;
import io.tailrace.stress.ChildJvm;
import io.tailrace.stress.ScratchDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: races of each kind, and what was late. */
@Command(
        name = "races",
        description = {
            "Somebody goes to sleep, somebody else wakes it at a random moment around that; counted is who slept on.",
            "Missed: as late as if nobody had rung, which a race of nanoseconds may cause. Beyond: later than the bound, which nothing may."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Exit code: 0 none beyond the bound and hardly any missed, 1 else, 2 wrong use."})
public final class Races implements Callable<Integer> {
    /** So many of each kind are for the compiler. */
    private static final long UNCOUNTED = 500;

    @Spec
    private CommandSpec spec;

    @Option(names = "--count", paramLabel = "N", description = "Races of all kinds. Default: ${DEFAULT-VALUE}.")
    private long count = 100_000;

    @Option(names = "--seed", paramLabel = "N", description = "Of the moments. Default: any, which is printed.")
    private long seed = ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE);

    @Option(
            names = "--kinds",
            paramLabel = "NAME",
            split = ",",
            description = "Default: all that the JVM has of ${COMPLETION-CANDIDATES}.")
    private List<RaceKind> kinds = List.of(RaceKind.values());

    @Option(names = "--java", paramLabel = "HOME", description = "JDK of the processes. Default: the one of this.")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(
            names = "--native",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Grant native access where there is any. Default: yes.")
    private boolean nativeAccess;

    @Option(
            names = "--most-missed",
            paramLabel = "PART",
            description = "Of the races of a kind, failed if there are more. Default: ${DEFAULT-VALUE}.")
    private double mostMissed = 0.01;

    @Option(
            names = "--grace",
            paramLabel = "MILLIS",
            description =
                    "What the machine may add to the bound: more than a few only where others are at work. Default: ${DEFAULT-VALUE}.")
    private long graceMillis = 2;

    /**
     * Runs it and exits.
     *
     * @param arguments the options
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Races()).setCaseInsensitiveEnumValuesAllowed(true);
        return commandLine.registerConverter(RaceKind.class, Races::kind);
    }

    private static RaceKind kind(String name) {
        return RaceKind.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        ChildJvm jvm = new ChildJvm(java, nativeAccess);
        List<RaceKind> chosen = kinds.stream().filter(each -> each.isFor(jvm)).toList();
        if (chosen.isEmpty() || count < chosen.size()) {
            throw new ParameterException(spec.commandLine(), "no races of " + kinds + " on " + jvm);
        }
        out.printf(Locale.ROOT, "seed %d, %s%n%s%n", seed, jvm, RaceRow.HEAD);
        out.flush();
        long begin = System.nanoTime();
        List<String> failures = new ArrayList<>();
        long races = 0;
        try (ScratchDirectory directory = new ScratchDirectory()) {
            for (RaceKind kind : chosen) {
                RaceRow row = run(jvm, directory.path(), kind, count / chosen.size());
                directory.empty();
                out.printf("%s%n    %s%n", row, row.histogram());
                out.flush();
                races += row.races();
                failures.addAll(failures(row));
            }
        }
        failures.forEach(failure -> out.println("FAILED: " + failure));
        double seconds = (System.nanoTime() - begin) / 1e9;
        out.printf(Locale.ROOT, "races %d, seconds %.1f, %.0f/s, seed %d%n", races, seconds, races / seconds, seed);
        out.flush();
        return failures.isEmpty() ? 0 : 1;
    }

    private List<String> failures(RaceRow row) {
        List<String> failures = new ArrayList<>();
        if (row.beyond() > 0) {
            failures.add(row.beyond() + " beyond the bound, " + row.kind());
        }
        if (row.isMissedTooOften(mostMissed)) {
            failures.add(row.missed() + " of " + row.races() + " missed, " + row.kind());
        }
        if (row.isMostlyLate()) {
            failures.add((row.missed() + row.held()) + " of " + row.races() + " late, " + row.kind());
        }
        if (!row.isOfItsWay()) {
            failures.add(row.kind() + " slept by " + row.way());
        }
        if (row.notAsked() > row.races()) {
            failures.add(row.kind() + " mostly not waited for");
        }
        return failures;
    }

    private RaceRow run(ChildJvm jvm, Path directory, RaceKind kind, long races) {
        RaceJournal.make(directory, kind);
        long all = races + UNCOUNTED;
        try (ChildProcess sleeper = start(
                jvm, kind, SleeperMain.class, directory, kind.name(), all, seed, UNCOUNTED, graceMillis * 1_000_000)) {
            if (kind.matter() == RaceKind.Matter.WAKE) {
                return row(sleeper, kind, all);
            }
            try (ChildProcess ringer = start(jvm, kind, RingerMain.class, directory, kind.name(), all, seed)) {
                ringer.expect("ready");
                RaceRow row = row(sleeper, kind, all);
                ringer.endWell();
                return row;
            }
        }
    }

    private static RaceRow row(ChildProcess sleeper, RaceKind kind, long races) {
        sleeper.expect("ready");
        sleeper.tell("");
        // A machine with more threads than cores needs milliseconds for each; who hangs ends by himself.
        RaceRow row = RaceRow.parse(kind, sleeper.line(Duration.ofSeconds(60 + races / 50)));
        sleeper.endWell();
        return row;
    }

    private static ChildProcess start(ChildJvm jvm, RaceKind kind, Class<?> main, Object... arguments) {
        return kind.way() == WakeUp.DOORBELL ? jvm.startWithoutFutex(main, arguments) : jvm.start(main, arguments);
    }
}
