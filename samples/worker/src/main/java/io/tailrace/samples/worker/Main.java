package io.tailrace.samples.worker;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: a worker, and its supervisor. */
@Command(
        name = "worker",
        description = "A worker that is killed again and again and goes on where its cursor stands.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {SuperviseCommand.class, WorkCommand.class},
        footer = {"", "Exit code: 0 fine, 1 failed, 2 wrong use. SIGTERM and Ctrl-C bring both to a clean end."})
public final class Main {
    private final StopSignal stop;

    private Main(StopSignal stop) {
        this.stop = stop;
    }

    /**
     * Runs a command and exits.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        StopSignal.exitAfter(stop -> {
            CommandLine commandLine = new CommandLine(new Main(stop));
            commandLine.setExecutionExceptionHandler((e, failed, parsed) -> {
                failed.getErr().println("worker " + failed.getCommandName() + ": " + e);
                return CommandLine.ExitCode.SOFTWARE;
            });
            return commandLine.execute(args);
        });
    }

    StopSignal stop() {
        return stop;
    }
}
