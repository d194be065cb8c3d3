package io.tailrace.test;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Claim;
import io.tailrace.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What a {@link WriterProcess} runs. Argument: the journal. */
final class WriterMain {
    private final Appender appender;
    private @Nullable Claim claim;
    private byte[] claimed = {};

    private WriterMain(Appender appender) {
        this.appender = appender;
    }

    public static void main(String[] arguments) throws IOException {
        try (Journal journal = Journal.open(Path.of(arguments[0]));
                Appender appender = journal.appender(AppenderOptions.defaults().gateTimeout(ProcessMain.PATIENCE))) {
            ProcessMain.serve(new WriterMain(appender)::run);
        }
    }

    private long run(String verb, String argument) {
        byte[] payload = Base64.getDecoder().decode(argument);
        if (verb.equals("append")) {
            return appender.append(payload);
        }
        if (verb.equals("commit")) {
            return commit();
        }
        // It is killed next, or goes on later.
        claim = appender.claim(payload.length);
        claimed = payload;
        claim.buffer().putBytes(0, payload, 0, half());
        return appender.position();
    }

    private long commit() {
        Claim open = claim;
        if (open == null) {
            throw new IllegalStateException("no append was begun");
        }
        open.buffer().putBytes(half(), claimed, half(), claimed.length - half());
        claim = null;
        return open.commit();
    }

    private int half() {
        return (claimed.length + 1) / 2;
    }
}
