package io.tailrace.jcstress;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the tests, or those that are broken on purpose, and tells by its exit code whether all did what they should. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false)
public final class Main implements Callable<Integer> {
    /** States that jcstress keeps at a time: strides times tests in a stride. Fewer than a {@link Ring} has pieces. */
    private static final int STRIDES = 64;

    private static final String PACKAGE = Main.class.getPackageName();

    @Option(
            names = "--mode",
            defaultValue = "sanity",
            paramLabel = "sanity|quick|default",
            description =
                    "sanity: half a minute; quick: minutes; default: an hour, and what jcstress thinks is thorough")
    private String mode = "sanity";

    @Option(names = "--broken", description = "run the tests that have a mistake: each must show it")
    private boolean broken;

    @Option(
            names = "--tests",
            defaultValue = "",
            paramLabel = "REGEX",
            description = "those only whose name this is found in")
    private String tests = "";

    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Options options = new Options(arguments());
        if (!options.parse()) {
            return 2;
        }
        JCStress jcstress = new JCStress(options);
        Set<String> expected = jcstress.getTests();
        try {
            jcstress.run();
        } catch (AssertionError e) {
            // It says what the results say, which is told below.
        }
        return new Verdict(options.getResultFile(), broken).tell(expected) ? 0 : 1;
    }

    private String[] arguments() {
        List<String> arguments = new ArrayList<>();
        String names = broken ? "\\.broken\\." : "\\.(?=[A-Z])";
        arguments.addAll(List.of("-t", "^" + PACKAGE.replace(".", "\\.") + names + ".*" + tests));
        arguments.addAll(List.of("-m", mode));
        arguments.addAll(List.of("-strideSize", "" + STRIDES, "-strideCount", "" + STRIDES));
        if (mode.equals("sanity")) {
            // One JVM for each test, so that all of them together take half a minute: it begins interpreted, and ends
            // compiled.
            arguments.addAll(List.of("-sc", "false", "-jvmArgs", "-XX:+UseSerialGC"));
            arguments.addAll(List.of("-time", "150", "-iters", "2"));
        }
        return arguments.toArray(String[]::new);
    }
}
