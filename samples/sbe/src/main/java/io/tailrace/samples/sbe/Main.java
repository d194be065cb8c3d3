package io.tailrace.samples.sbe;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: market data in SBE through a journal. */
@Command(
        name = "sbe",
        description = "Market data in SBE through a shared journal, written and read in place.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {PublishCommand.class, ReadCommand.class})
public final class Main {
    private Main() {}

    /**
     * Runs a command and exits: 0 fine, 1 failed, 2 wrong use.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setExecutionExceptionHandler((e, failed, parsed) -> {
            failed.getErr().println("sbe " + failed.getCommandName() + ": " + e);
            return CommandLine.ExitCode.SOFTWARE;
        });
        System.exit(commandLine.execute(args));
    }
}
