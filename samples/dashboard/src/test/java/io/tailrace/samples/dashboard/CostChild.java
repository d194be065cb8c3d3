package io.tailrace.samples.dashboard;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A process of a measurement, on the same JDK and with no flags. Ends when this is closed, or its parent ends. */
final class CostChild implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    private CostChild(Process process) {
        this.process = process;
        this.lines = process.inputReader();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** A main class of these tests. */
    static CostChild start(Class<?> main, Object... arguments) throws IOException {
        return java(List.of("-cp", System.getProperty("java.class.path"), main.getName()), arguments);
    }

    static CostChild startJar(Path jar, Object... arguments) throws IOException {
        return java(List.of("-jar", jar.toString()), arguments);
    }

    private static CostChild java(List<String> program, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program);
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return new CostChild(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    void expectLine(String expected) throws IOException {
        String line = lines.readLine();
        if (!expected.equals(line)) {
            throw new IOException("expected \"" + expected + "\", got \"" + line + '"');
        }
    }

    /** What follows on the next line, which begins like this. */
    String lineBehind(String begin) throws IOException {
        String line = lines.readLine();
        if (line == null || !line.startsWith(begin)) {
            throw new IOException("expected \"" + begin + "…\", got \"" + line + '"');
        }
        return line.substring(begin.length());
    }

    /** Processor time that it has used, in ns. */
    long cpuNanos() {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("no processor time known"))
                .toNanos();
    }

    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(process.info().command().orElse("a child") + " ended with " + process.exitValue());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
