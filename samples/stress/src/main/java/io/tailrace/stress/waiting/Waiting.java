package io.tailrace.stress.waiting;

import io.tailrace.check.ChildProcess;
import io.tailrace.stress.ChildJvm;
import io.tailrace.stress.ScratchDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: one writer, a reader for each way to wait, in slices, and a table. */
@Command(
        name = "waiting",
        description = {
            "Latency and CPU of each way to wait for frames that come at random gaps of 0.2 to 5 ms.",
            "One process appends, one process for each strategy waits, one after the other, in several rounds; CPU is that of the whole process."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Exit code: 0 done, 1 an aim was missed (--check) or something failed, 2 wrong use."})
public final class Waiting implements Callable<Integer> {
    /** Of the first slice of each, and at most a third of what there is for it. */
    private static final long FIRST_WARM_UP = 2_000_000_000;

    private static final long WARM_UP = 250_000_000;
    private static final long SHORTEST_SLICE = 100_000_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--seconds", paramLabel = "N", description = "All slices. Default: ${DEFAULT-VALUE}.")
    private int seconds = 60;

    @Option(names = "--rounds", paramLabel = "N", description = "Slices of each. Default: ${DEFAULT-VALUE}.")
    private int rounds = 2;

    @Option(names = "--seed", paramLabel = "N", description = "Of the gaps. Default: any, which is printed.")
    private long seed = ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE);

    @Option(
            names = "--strategies",
            paramLabel = "NAME",
            split = ",",
            description = "Of ${COMPLETION-CANDIDATES}. Default: all but flux.")
    private List<Strategy> strategies =
            Stream.of(Strategy.values()).filter(each -> each != Strategy.FLUX).toList();

    @Option(names = "--flux", description = "Also through a flux, on the loop that all share.")
    private boolean flux;

    @Option(names = "--java", paramLabel = "HOME", description = "JDK of the processes. Default: the one of this.")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(
            names = "--native",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Grant native access where there is any. Default: yes.")
    private boolean nativeAccess;

    @Option(names = "--check", description = "Fail if an aim is missed.")
    private boolean check;

    @Option(
            names = "--slack",
            paramLabel = "FACTOR",
            description = "Multiplies the aims, for a busy machine. Default: ${DEFAULT-VALUE}.")
    private double slack = 1;

    private long firstWarmUp;

    /**
     * Runs it and exits.
     *
     * @param arguments the options
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Waiting()).setCaseInsensitiveEnumValuesAllowed(true);
        return commandLine.registerConverter(Strategy.class, Waiting::strategy);
    }

    private static Strategy strategy(String name) {
        return Strategy.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        ChildJvm jvm = new ChildJvm(java, nativeAccess);
        List<Strategy> chosen = Stream.concat(strategies.stream(), flux ? Stream.of(Strategy.FLUX) : Stream.of())
                .distinct()
                .filter(each -> each.isFor(jvm))
                .toList();
        long slice = sliceNanos(chosen.size());
        long began = System.nanoTime();
        out.printf(
                Locale.ROOT,
                "seed %d, %s, gaps 0.2 to 5 ms, %d rounds of %.2f s each%n",
                seed,
                jvm,
                rounds,
                slice / 1e9);
        out.flush();
        List<WaitingRow> rows;
        try (ScratchDirectory directory = new ScratchDirectory()) {
            rows = run(jvm, chosen, slice, directory.path());
        }
        out.println(WaitingRow.HEAD);
        rows.forEach(out::println);
        List<WaitingRow> aimed = rows.stream().filter(WaitingRow::isAimedAt).toList();
        aimed.forEach(row -> out.println(row.verdict(slack)));
        out.printf(Locale.ROOT, "seconds %.1f%n", (System.nanoTime() - began) / 1e9);
        out.flush();
        return check && !aimed.stream().allMatch(row -> row.isWithinAim(slack)) ? 1 : 0;
    }

    /** What is counted of each slice. */
    private long sliceNanos(int chosen) {
        if (rounds < 1 || chosen < 1) {
            throw new ParameterException(spec.commandLine(), "at least one round and one strategy");
        }
        long each = seconds * 1_000_000_000L / chosen;
        firstWarmUp = Math.min(FIRST_WARM_UP, each / 3);
        long all = each - firstWarmUp - (rounds - 1) * WARM_UP;
        if (all / rounds < SHORTEST_SLICE) {
            throw new ParameterException(spec.commandLine(), "too few --seconds for " + chosen + " strategies");
        }
        return all / rounds;
    }

    private List<WaitingRow> run(ChildJvm jvm, List<Strategy> chosen, long slice, Path directory) {
        List<ChildProcess> children = new ArrayList<>();
        try {
            ChildProcess writer = jvm.start(WaitingWriterMain.class, directory);
            children.add(writer);
            writer.expect("ready");
            Map<Strategy, ChildProcess> readers = new EnumMap<>(Strategy.class);
            for (Strategy strategy : chosen) {
                ChildProcess reader = strategy.start(jvm, directory, strategy.name());
                children.add(reader);
                readers.put(strategy, reader);
            }
            readers.values().forEach(reader -> reader.expect("ready"));
            Map<Strategy, WaitingRow> rows = new EnumMap<>(Strategy.class);
            for (int round = 0; round < rounds; round++) {
                for (Strategy strategy : chosen) {
                    WaitingRow row = slice(writer, readers.get(strategy), strategy, round, slice);
                    rows.merge(strategy, row, WaitingRow::with);
                }
            }
            return chosen.stream().map(rows::get).toList();
        } finally {
            children.forEach(ChildProcess::close);
        }
    }

    /** The same gaps for each strategy of a round. */
    private WaitingRow slice(ChildProcess writer, ChildProcess reader, Strategy strategy, int round, long slice) {
        Duration patience = Duration.ofNanos(slice).plusSeconds(30);
        reader.tell("slice");
        reader.expect("reads");
        writer.tell(strategy.bell() + " " + (seed + round) + " " + (round == 0 ? firstWarmUp : WARM_UP) + " " + slice);
        String appends = writer.line(patience);
        return WaitingRow.parse(strategy, reader.line(patience), appends);
    }
}
