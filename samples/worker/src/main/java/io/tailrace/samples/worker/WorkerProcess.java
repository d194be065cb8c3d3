package io.tailrace.samples.worker;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A worker that runs. It ends when its supervisor dies, however that dies. For one thread. */
final class WorkerProcess implements AutoCloseable {
    /** What a process ends with that was killed by SIGKILL. */
    private static final int KILLED = 128 + 9;

    /** What a JVM ends with that gets SIGTERM before it runs anything that could take heed. */
    private static final int TERMINATED = 128 + 15;

    private final Process process;

    private WorkerProcess(Process process) {
        this.process = process;
    }

    /** Starts one. What it says goes where this process says things. */
    static WorkerProcess start(Path orders, Path ledger) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program());
        command.addAll(List.of("work", "--end-with-parent", orders.toString(), ledger.toString()));
        return new WorkerProcess(new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** As a jar if this is one: what its manifest grants is granted to none who has it in a class path. */
    private static List<String> program() {
        String classPath = System.getProperty("java.class.path");
        return classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)
                ? List.of("-jar", classPath)
                : List.of("-cp", classPath, Main.class.getName());
    }

    long pid() {
        return process.pid();
    }

    /** Waits a while for its end. */
    boolean endsWithin(Duration atMost) throws InterruptedException {
        return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    int exitCode() {
        return process.exitValue();
    }

    /**
     * Kills it by SIGKILL, whatever it does.
     *
     * @return false if it had ended before
     */
    boolean kill() throws InterruptedException {
        return process.destroyForcibly().waitFor() == KILLED;
    }

    /**
     * Asks it to end by SIGTERM.
     *
     * @return whether it came to a good end in time
     */
    boolean drain(Duration atMost) throws InterruptedException {
        // By its handle: the process itself would close its stdin with that, which is another reason to end.
        process.toHandle().destroy();
        return endsWithin(atMost) && (exitCode() == 0 || exitCode() == TERMINATED);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
