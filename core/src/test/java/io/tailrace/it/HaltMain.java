package io.tailrace.it;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.internal.fault.FaultInjection;
import io.tailrace.internal.fault.FaultPoint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A writer that dies between two steps of its second append. Arguments: journal, fault point. */
public final class HaltMain {
    /** What a shell says of who was killed. */
    static final int CODE = 137;

    private static volatile boolean armed;

    private HaltMain() {}

    public static void main(String[] arguments) {
        FaultPoint where = FaultPoint.valueOf(arguments[1]);
        FaultInjection.install(point -> {
            if (armed && point == where) {
                Runtime.getRuntime().halt(CODE);
            }
        });
        Journal journal = Journal.open(Path.of(arguments[0]));
        Appender appender = journal.appender();
        appender.append("whole".getBytes(StandardCharsets.UTF_8));
        armed = true;
        appender.append("half".getBytes(StandardCharsets.UTF_8));
    }
}
