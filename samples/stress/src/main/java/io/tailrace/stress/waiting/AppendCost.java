package io.tailrace.stress.waiting;

import io.tailrace.stress.ChildJvm;
import io.tailrace.stress.ScratchDirectory;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: pairs of processes with two builds of the library, in random order within each pair, and the difference. */
@Command(
        name = "append-cost",
        description =
                "What an append that nobody waits for costs in two builds: 32 bytes, exclusive and shared, in interleaved pairs.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit code: 0 done, 1 the later build is dearer beyond the 95 %% interval (--check), 2 wrong use."
        })
public final class AppendCost implements Callable<Integer> {
    private static final String LIBRARY = "io/tailrace/Journal.class";

    @Spec
    private CommandSpec spec;

    @Option(names = "--before", required = true, paramLabel = "PATH", description = "Core's classes: directory or jar.")
    private Path before;

    @Option(names = "--after", required = true, paramLabel = "PATH", description = "Those of the other build.")
    private Path after;

    @Option(names = "--pairs", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int pairs = 20;

    @Option(names = "--seed", paramLabel = "N", description = "Of the order. Default: any, which is printed.")
    private long seed = ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE);

    @Option(names = "--java", paramLabel = "HOME", description = "JDK of the processes. Default: the one of this.")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(
            names = "--native",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Grant native access where there is any. Default: yes.")
    private boolean nativeAccess;

    @Option(names = "--check", description = "Fail if the later build is dearer.")
    private boolean check;

    /**
     * Runs it and exits.
     *
     * @param arguments the options
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new AppendCost());
    }

    @Override
    public Integer call() throws Exception {
        if (pairs < 2) {
            throw new ParameterException(spec.commandLine(), "at least two --pairs");
        }
        PrintWriter out = spec.commandLine().getOut();
        ChildJvm jvm = new ChildJvm(java, nativeAccess);
        out.printf(Locale.ROOT, "seed %d, %s, %d pairs%n", seed, jvm, pairs);
        out.flush();
        double[][] first = new double[2][pairs];
        double[][] second = new double[2][pairs];
        SplittableRandom random = new SplittableRandom(seed);
        try (ScratchDirectory directory = new ScratchDirectory()) {
            for (int i = 0; i < pairs; i++) {
                boolean inOrder = random.nextBoolean();
                measure(jvm, inOrder ? before : after, directory, inOrder ? first : second, i);
                measure(jvm, inOrder ? after : before, directory, inOrder ? second : first, i);
            }
        }
        List<Pairs> found =
                List.of(new Pairs("exclusive", first[0], second[0]), new Pairs("shared", first[1], second[1]));
        found.forEach(out::println);
        out.flush();
        return check && found.stream().anyMatch(Pairs::isDearer) ? 1 : 0;
    }

    private void measure(ChildJvm jvm, Path build, ScratchDirectory directory, double[][] into, int pair)
            throws IOException, InterruptedException {
        String[] picos = run(jvm, build, directory.path()).split(" ");
        for (int mode = 0; mode < into.length; mode++) {
            into[mode][pair] = Long.parseLong(picos[mode]) / 1e3;
        }
        directory.empty();
    }

    /** Its classes come first, and so in place of the ones of this program. */
    private String run(ChildJvm jvm, Path build, Path directory) throws IOException, InterruptedException {
        if (Files.isDirectory(build) && !Files.exists(build.resolve(LIBRARY))) {
            throw new ParameterException(spec.commandLine(), "no classes of the library in " + build);
        }
        List<String> command = new ArrayList<>(List.of(jvm.java().toString()));
        command.addAll(jvm.flags(true));
        command.addAll(List.of(
                "-cp",
                build.toAbsolutePath() + File.pathSeparator + System.getProperty("java.class.path"),
                AppendCostMain.class.getName(),
                directory.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("a process with " + build + " ended with " + process.exitValue());
            }
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }
}
