package io.tailrace.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The other end of a {@link JournalProcess}: reads commands from standard input until that ends, and answers on standard output. */
final class ProcessMain {
    /** What an answer begins with that is none of an error; a number follows. */
    static final String DONE = "done ";

    /** How long a command may take: shorter than the parent waits for the answer, and nobody goes on for ever whose parent is gone. */
    static final Duration PATIENCE = Await.PATIENCE.minusSeconds(5);

    private ProcessMain() {}

    /** Does what a command says. */
    @FunctionalInterface
    interface Commands {
        long run(String verb, String argument);
    }

    /** Answers that it has started, then each command, until the parent ends its input or itself. */
    static void serve(Commands commands) throws IOException {
        PrintStream out = System.out;
        out.println(DONE + 0);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int blank = line.indexOf(' ');
            try {
                out.println(DONE + commands.run(line.substring(0, blank), line.substring(blank + 1)));
            } catch (RuntimeException e) {
                out.println(e);
            }
        }
    }
}
