package io.tailrace.internal.open;

import io.tailrace.JournalException;
import io.tailrace.RepairOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Repairs a journal, and waits before each step for a line on its standard input. */
public final class RepairMain {
    private RepairMain() {}

    public static void main(String[] arguments) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            JournalRepair.run(Path.of(arguments[0]), RepairOptions.defaults(), step -> {
                System.out.println("step");
                try {
                    if (in.readLine() == null) {
                        Runtime.getRuntime().halt(3);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            System.out.println("done");
        } catch (JournalException e) {
            System.out.println(e.getMessage());
        }
    }
}
