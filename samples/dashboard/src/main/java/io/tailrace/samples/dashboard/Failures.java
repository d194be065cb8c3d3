package io.tailrace.samples.dashboard;

import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import reactor.core.Exceptions;
import reactor.netty.ChannelBindException;

/** What went wrong, in a line, and what to do. */
final class Failures {
    private Failures() {}

    static String describe(Throwable failure) {
        Throwable error = Exceptions.unwrap(failure);
        if (error instanceof ChannelBindException bind) {
            Throwable cause = bind.getCause();
            if (cause instanceof BindException || cause instanceof UnresolvedAddressException) {
                return "cannot listen at " + bind.localHost() + ':' + bind.localPort() + ": " + cause.getMessage()
                        + "; name another --port (0 = any that is free) or --host";
            }
        }
        String message = error.getMessage();
        return message == null ? error.toString() : message;
    }
}
