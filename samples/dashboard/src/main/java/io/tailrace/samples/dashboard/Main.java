package io.tailrace.samples.dashboard;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program: a page that shows journals of other processes while they are at work. */
@Command(
        name = "dashboard",
        description = "Shows journals of other processes on a web page. Needs no more than the right to read them.",
        footer = {"", "Exit code: 0 ended by SIGTERM or Ctrl-C, 1 failed, 2 wrong use."},
        sortOptions = false)
public final class Main implements Callable<Integer> {
    private static final int MAX_PORT = 65535;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Where it listens, 0 = any that is free. Default: ${DEFAULT-VALUE}.")
    private int port = 8080;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "At which address. Whoever reaches it reads the journals. Default: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(
            names = "--end-with-parent",
            description =
                    "End when stdin says \"stop\" or ends, not with the terminal: for whoever starts this as a part of itself.")
    private boolean endWithParent;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    private boolean help;

    @Parameters(
            paramLabel = "JOURNAL|DIRECTORY",
            description = "Journals, also such as do not exist yet, and directories of journals. Default: /dev/shm.")
    private @Nullable List<Path> paths;

    private final StopSignal stop;

    private Main(StopSignal stop) {
        this.stop = stop;
    }

    /**
     * Runs until it is asked to end.
     *
     * @param args options and paths
     */
    public static void main(String[] args) {
        Quiet.logging();
        StopSignal.exitAfter(stop -> commandLine(stop).execute(args));
    }

    static CommandLine commandLine(StopSignal stop) {
        return new CommandLine(new Main(stop)).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("dashboard: " + Failures.describe(failure));
            return 1;
        });
    }

    @Override
    public Integer call() throws Exception {
        List<Path> shown = paths == null ? List.of(Path.of("/dev/shm")) : paths;
        check(shown);
        try (Dashboard dashboard = new Dashboard(host, port, shown)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("dashboard: http://" + urlHost() + ':' + dashboard.port() + '/');
            out.flush();
            if (endWithParent) {
                stop.listenToStdin();
            }
            stop.await();
            return 0;
        }
    }

    private void check(List<Path> shown) {
        if (port < 0 || port > MAX_PORT) {
            throw new ParameterException(spec.commandLine(), "--port is from 0 to " + MAX_PORT);
        }
        for (Path path : shown) {
            Path parent = path.toAbsolutePath().normalize().getParent();
            if (path.toString().isEmpty()) {
                throw new ParameterException(spec.commandLine(), "a path must not be empty");
            }
            if (parent != null && !Files.isDirectory(parent)) {
                throw new ParameterException(
                        spec.commandLine(), path + ": there is no directory " + parent + " where a journal could come");
            }
        }
    }

    private String urlHost() {
        return host.contains(":") ? '[' + host + ']' : host;
    }
}
