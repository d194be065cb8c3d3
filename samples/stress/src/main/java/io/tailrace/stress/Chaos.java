package io.tailrace.stress;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: rounds of chaos, and what counted. */
@Command(
        name = "chaos",
        description = {
            "Writers and readers in processes of their own, killed, stopped and robbed at any instant; everything checked.",
            "A fault counts only if it hit an append or a poll in progress. Each kind is done as often as asked for."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Exit code: 0 everything held and was done, 1 something did not, 2 wrong use."})
public final class Chaos implements Callable<Integer> {
    private static final int KILLS_A_ROUND = 200;

    /** Which journals. */
    enum Mode {
        EXCLUSIVE,
        SHARED,
        BOTH
    }

    @Spec
    private CommandSpec spec;

    @Option(names = "--seed", paramLabel = "N", description = "Of all choices. Default: any, which is printed.")
    private long seed = ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE);

    @Option(names = "--seconds", paramLabel = "N", description = "Go on for so long, however soon all is done.")
    private int seconds;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            description = "Ended then, and failed if not all is done. Default: ${DEFAULT-VALUE}.")
    private int limit = 3600;

    @Option(names = "--mode", paramLabel = "MODE", description = "exclusive, shared or both. Default: both.")
    private Mode mode = Mode.BOTH;

    @Option(names = "--writers", paramLabel = "N", description = "Processes that write. Default: ${DEFAULT-VALUE}.")
    private int writers = 3;

    @Option(names = "--readers", paramLabel = "N", description = "Processes that read. Default: ${DEFAULT-VALUE}.")
    private int readers = 5;

    @Option(
            names = "--patience",
            paramLabel = "MILLIS",
            description = "Of a shared journal with the stopped. Default: ${DEFAULT-VALUE}.")
    private int patience = 300;

    @Option(names = "--kills", paramLabel = "N", description = "kill -9 of one. Default: ${DEFAULT-VALUE}.")
    private int kills = 20;

    @Option(names = "--kills-of-all", paramLabel = "N", description = "Of all at once. Default: ${DEFAULT-VALUE}.")
    private int killsOfAll = 2;

    @Option(names = "--stops", paramLabel = "N", description = "SIGSTOP, SIGCONT. Default: ${DEFAULT-VALUE}.")
    private int stops = 8;

    @Option(names = "--stops-for-ever", paramLabel = "N", description = "Until the end. Default: ${DEFAULT-VALUE}.")
    private int stopsForEver = 2;

    @Option(names = "--exits", paramLabel = "N", description = "With an open claim. Default: ${DEFAULT-VALUE}.")
    private int exits = 2;

    @Option(names = "--lost-locks", paramLabel = "N", description = "Locks lost. Default: ${DEFAULT-VALUE}.")
    private int lostLocks = 2;

    @Option(names = "--full-disks", paramLabel = "N", description = "Needs root. Default: ${DEFAULT-VALUE}.")
    private int fullDisks = 2;

    @Option(names = "--snapshots", paramLabel = "N", description = "Copies, recovered. Default: ${DEFAULT-VALUE}.")
    private int snapshots = 10;

    @Option(
            names = "--points",
            paramLabel = "all|third|none|NAME",
            description = {
                "Fault points: all with halt, throw and park; third: each with halt, and a third of the rest; or one.",
                "Default: ${DEFAULT-VALUE}."
            })
    private String points = "third";

    /**
     * Runs it and exits.
     *
     * @param arguments the options
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Chaos()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws Exception {
        if (!StepPlan.isValid(points)) {
            throw new ParameterException(spec.commandLine(), "no such fault point: " + points);
        }
        if (writers < 2 || readers < 1) {
            throw new ParameterException(spec.commandLine(), "at least 2 --writers and 1 --readers");
        }
        PrintWriter out = spec.commandLine().getOut();
        FaultCounts sum = new FaultCounts();
        long begin = System.nanoTime();
        try (ScratchDirectory directory = new ScratchDirectory()) {
            out.printf(Locale.ROOT, "seed %d, in %s%n", seed, directory.path());
            out.flush();
            run(directory, sum, out);
            out.printf(
                    Locale.ROOT, "all held: %s, seconds %.1f, seed %d%n", sum, (System.nanoTime() - begin) / 1e9, seed);
            return 0;
        } catch (AssertionError | RuntimeException e) {
            out.printf(Locale.ROOT, "FAILED, seed %d, after %s%n", seed, sum);
            e.printStackTrace(out);
            return 1;
        }
    }

    private void run(ScratchDirectory directory, FaultCounts sum, PrintWriter out) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        long deadline = System.nanoTime() + limit * 1_000_000_000L;
        List<Boolean> modes = mode == Mode.BOTH ? List.of(false, true) : List.of(mode == Mode.SHARED);
        StepPlan steps = new StepPlan(points.toLowerCase(Locale.ROOT), modes, random.split());
        steps.left().forEach(step -> sum.ask(step.action().kind(), 1));
        int rounds =
                modes.size() * Math.max(1, (kills + KILLS_A_ROUND * modes.size() - 1) / (KILLS_A_ROUND * modes.size()));
        for (int i = 0; i < rounds; i++) {
            boolean shared = modes.get(i % modes.size());
            Plan plan = new Plan(shared, writers, readers, Duration.ofMillis(patience), share(i, rounds), steps);
            FaultCounts counts = new FaultCounts();
            plan.faults().forEach(counts::ask);
            long until = System.nanoTime() + seconds * 1_000_000_000L / rounds;
            try (Round round =
                    new Round(plan, new Places(directory.path().resolve("round-" + i)), random.nextLong(), counts)) {
                try {
                    round.run(until, deadline);
                } catch (AssertionError e) {
                    e.addSuppressed(new AssertionError(round.scene()));
                    throw e;
                }
                out.printf(
                        Locale.ROOT,
                        "round %d, %s: %s; %s%n",
                        i + 1,
                        shared ? "shared" : "exclusive",
                        round.figures(),
                        counts);
                out.flush();
            } finally {
                counts.addTo(sum);
            }
            directory.empty();
        }
        sum.requireAsked(steps.left());
    }

    /** What one of several rounds has to do. */
    private Map<FaultKind, Integer> share(int round, int rounds) {
        Map<FaultKind, Integer> share = new EnumMap<>(FaultKind.class);
        all().forEach((kind, n) -> share.put(kind, n * (round + 1) / rounds - n * round / rounds));
        share.values().removeIf(n -> n == 0);
        return share;
    }

    private Map<FaultKind, Integer> all() {
        Map<FaultKind, Integer> all = new EnumMap<>(FaultKind.class);
        all.put(FaultKind.KILL_WRITER, kills - kills / 3);
        all.put(FaultKind.KILL_READER, kills / 3);
        all.put(FaultKind.KILL_ALL, killsOfAll);
        all.put(FaultKind.STOP_WRITER, stops - stops / 3);
        all.put(FaultKind.STOP_READER, stops / 3);
        all.put(FaultKind.STOP_FOR_EVER, stopsForEver);
        all.put(FaultKind.EXIT, exits);
        all.put(FaultKind.LOSE_LOCKS, lostLocks);
        all.put(FaultKind.FULL_DISK, fullDisks);
        all.put(FaultKind.SNAPSHOT, snapshots);
        return all;
    }
}
