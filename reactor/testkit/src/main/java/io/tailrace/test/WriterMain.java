package io.tailrace.test;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;

/** What a {@link WriterProcess} runs. Argument: the journal. */
final class WriterMain {
    private final Appender appender;

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
        // It is killed next, or never ends this frame.
        appender.claim(payload.length).buffer().putBytes(0, payload, 0, (payload.length + 1) / 2);
        return appender.position();
    }
}
