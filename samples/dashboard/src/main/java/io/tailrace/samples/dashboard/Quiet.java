package io.tailrace.samples.dashboard;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import reactor.util.Loggers;

/** What libraries would say on stderr and nobody needs to know: that a browser was closed, that native code is missing. */
final class Quiet {
    /** Held, for the logging of the JVM forgets loggers that nobody holds, with their levels. */
    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("io.netty"), Logger.getLogger("reactor.netty"), Logger.getLogger("reactor.core"));

    private Quiet() {}

    static void logging() {
        // Else Reactor writes to stderr by itself, and asks no level.
        Loggers.useJdkLoggers();
        LOGGERS.forEach(logger -> logger.setLevel(Level.SEVERE));
    }
}
