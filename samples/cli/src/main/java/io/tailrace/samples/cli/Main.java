package io.tailrace.samples.cli;

import io.tailrace.JournalException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * The root command, and what becomes of whatever goes wrong: exit code 0 is fine, 1 failed (one line on stderr: what,
 * and what to do), 2 wrong use. Standard output has what was asked for and nothing else.
 */
@Command(
        name = "tailrace",
        description = "Makes, writes, tails and inspects journals that processes of one machine share.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CreateCommand.class,
            WriteCommand.class,
            TailCommand.class,
            StatCommand.class,
            VerifyCommand.class,
            RepairCommand.class,
            SetCommand.class,
            ConsumersCommand.class,
            PruneCommand.class,
            ListCommand.class,
            DeleteCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:fine", "1:failed; one line on stderr says what, and what to do", "2:wrong use"},
        scope = ScopeType.INHERIT)
public final class Main {
    private static final int FAILED = 1;

    @Option(
            names = "--trace",
            scope = ScopeType.INHERIT,
            description = "When something fails, print the stack trace as well.")
    private boolean trace;

    private Main() {}

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param args the command, and what it takes
     */
    public static void main(String[] args) {
        System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        Main main = new Main();
        CommandLine commandLine = new CommandLine(main)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                // @ begins a time, or a path; it never names a file of arguments.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((wrongUse, given) -> main.wrongUse(wrongUse))
                .setExecutionExceptionHandler((failure, command, parsed) -> main.failed(failure, err));
        try {
            return commandLine.execute(args);
        } catch (Throwable failure) {
            // Errors pass picocli by: no memory for a line, a page file that somebody truncated.
            return main.failed(failure, err);
        }
    }

    private int wrongUse(ParameterException wrongUse) {
        CommandLine command = wrongUse.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("tailrace: " + wrongUse.getMessage().replaceAll("\\R", " "));
        err.print(command.getHelp().synopsisHeading()
                + command.getHelp().synopsis(command.getHelp().synopsisHeadingLength()));
        if (!command.getSubcommands().isEmpty()) {
            err.println("COMMAND is one of: "
                    + String.join(", ", command.getSubcommands().keySet()));
        }
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        if (trace) {
            wrongUse.printStackTrace(err);
        }
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private int failed(Throwable failure, PrintWriter err) {
        if (failure instanceof ClosedPipeException) {
            return 0;
        }
        err.println("tailrace: " + describe(failure).replaceAll("\\R", " "));
        if (trace) {
            failure.printStackTrace(err);
        }
        err.flush();
        return FAILED;
    }

    private static String describe(Throwable failure) {
        if (failure instanceof FailedException) {
            return failure.getMessage();
        }
        if (failure instanceof JournalException) {
            // The library names its option; here it has another name.
            return failure.getMessage().replace("(trustGroup)", "(--trust-group)");
        }
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            return "input or output failed: " + failure.getMessage();
        }
        if (failure instanceof OutOfMemoryError) {
            return "out of memory (" + failure.getMessage() + "); give the JVM more with -Xmx";
        }
        return failure + "; this was not foreseen, --trace shows where it happened";
    }

    /** The version, from the manifest of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"tailrace " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
