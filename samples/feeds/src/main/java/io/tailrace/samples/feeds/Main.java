package io.tailrace.samples.feeds;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import reactor.core.Exceptions;

/** The program: exchange-like feeds through journals. */
@Command(
        name = "feeds",
        description = "Exchange-like feeds through shared journals.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {GenerateCommand.class, ReplayCommand.class, ReadCommand.class, DemoCommand.class},
        footer = {"", "Exit code: 0 fine, 1 failed, 2 wrong use. SIGTERM and Ctrl-C bring every command to a clean end."
        })
public final class Main {
    private final StopSignal stop;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.",
            scope = ScopeType.INHERIT)
    private boolean help;

    @Option(names = "--trace", description = "Print stack traces of errors.", scope = ScopeType.INHERIT)
    private boolean trace;

    private Main(StopSignal stop) {
        this.stop = stop;
    }

    /**
     * Runs a command and exits.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        StopSignal.exitAfter(stop -> commandLine(stop).execute(args));
    }

    static CommandLine commandLine(StopSignal stop) {
        Main main = new Main(stop);
        CommandLine commandLine = new CommandLine(main);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler((e, failed, parsed) -> {
            PrintWriter err = failed.getErr();
            if (main.trace) {
                e.printStackTrace(err);
            } else {
                err.println("feeds " + failed.getCommandName() + ": " + message(e));
            }
            return 1;
        });
        return commandLine;
    }

    /** What asks the command to end. */
    StopSignal stop() {
        return stop;
    }

    private static String message(Throwable thrown) {
        Throwable error = Exceptions.unwrap(thrown);
        if (error instanceof UncheckedIOException e && e.getCause() != null) {
            error = e.getCause();
        }
        if (error instanceof NoSuchFileException e) {
            return e.getFile() + ": there is no such file";
        }
        String message = error.getMessage();
        return message == null ? error.toString() : message;
    }
}
