package io.tailrace.check;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Commands that run another one in a PID namespace of its own, as a container does: the first process there has number 1. Where CI does
 * not get one, that fails CI.
 */
public final class PidNamespace {
    /** Flags of a JVM in one: of all that are number 1, one has the file in /tmp that is named by the number, and the others tell of that. */
    public static final List<String> JAVA_FLAGS = List.of("-XX:-UsePerfData");

    private static final List<String> AS_ROOT = List.of("unshare", "--pid", "--fork", "--kill-child");
    private static final List<String> AS_USER =
            List.of("unshare", "--map-root-user", "--pid", "--fork", "--kill-child");
    private static final String OWN_PROC = "--mount-proc";

    private PidNamespace() {}

    /** One with a {@code /proc} of its own, as containers have it. */
    public static List<String> withOwnProc() {
        return firstThatRuns(with(AS_ROOT, OWN_PROC), with(AS_USER, OWN_PROC));
    }

    /** One that sees the {@code /proc} of the namespace around it: the numbers there are not its own. */
    public static List<String> withProcOfParent() {
        return firstThatRuns(AS_ROOT, AS_USER);
    }

    private static List<String> firstThatRuns(List<String> root, List<String> user) {
        for (List<String> command : List.of(root, user)) {
            if (runs(with(command, "true"))) {
                return command;
            }
        }
        String message =
                "no PID namespace: unshare, of util-linux, is missing, or CI does not run as root with CAP_SYS_ADMIN";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(message);
        }
        return Assumptions.abort(message);
    }

    private static boolean runs(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            // There is no such command.
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> with(List<String> command, String last) {
        return Stream.concat(command.stream(), Stream.of(last)).toList();
    }
}
