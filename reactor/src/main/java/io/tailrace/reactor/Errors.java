package io.tailrace.reactor;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** What becomes of errors, whatever the user's hooks do: a hook that throws must lose no terminal signal, nor hold up who shares a thread. */
final class Errors {
    private Errors() {}

    /**
     * An error as the hook for errors of operators wants it.
     *
     * @param upstream cancelled, if there is one
     * @param value what it came of, if anything
     * @return the error itself if it is fatal, or if the hook throws
     */
    static Throwable explained(
            @Nullable Subscription upstream, Throwable error, @Nullable Object value, Context context) {
        if (Exceptions.isFatal(error)) {
            return error;
        }
        try {
            return Operators.onOperatorError(upstream, error, value, context);
        } catch (Throwable thrownByHook) {
            return Exceptions.addSuppressed(error, thrownByHook);
        }
    }

    /** The last resort for errors nobody is there for, fatal ones among them. */
    static void drop(Throwable error, Context context) {
        try {
            Operators.onErrorDropped(error, context);
        } catch (Throwable thrownByHook) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrownByHook);
        }
    }
}
