package io.tailrace.stress;

import io.tailrace.Journal;
import io.tailrace.internal.fault.FaultInjection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of the chaos. It warms up and waits for a line that says what it is to be, so that who replaces a killed one begins at once;
 * each further line is for {@link Setting#tell}. It ends when its input does.
 *
 * <p>Arguments: directory of the round, number of the member.
 */
public final class ChildMain {
    /** How a member ends in which a thread threw. */
    private static final int FAILED = 1;

    private static final int ORPHAN = 3;

    private ChildMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(FAILED);
        });
        Setting setting = new Setting(new Places(Path.of(arguments[0])), Integer.parseInt(arguments[1]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String role = in.readLine();
        if (role == null) {
            return;
        }
        if (!role.startsWith(Recovery.KIND)) {
            FaultInjection.install(new Stepping(setting));
        }
        listen(in, setting);
        try (Journal journal = Journal.open(setting.places().journal(), Casting.options(role, setting.round()))) {
            List<Thread> threads = new ArrayList<>();
            for (Runnable each : Casting.roles(role, setting, journal)) {
                Thread thread = new Thread(each, role);
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        Runtime.getRuntime().exit(0);
    }

    private static void listen(BufferedReader in, Setting setting) {
        Thread thread = new Thread(() -> {
            try {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    setting.tell(line);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            Runtime.getRuntime().halt(ORPHAN);
        });
        thread.setDaemon(true);
        thread.start();
    }
}
