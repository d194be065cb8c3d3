package io.tailrace.test;

import io.tailrace.ConsumerPolicy;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import java.io.IOException;
import java.nio.file.Path;

/** What a {@link ConsumerProcess} runs. Arguments: journal, consumer, name of the policy. */
final class ConsumerMain {
    private ConsumerMain() {}

    public static void main(String[] arguments) throws IOException {
        ReaderOptions options =
                ReaderOptions.defaults().consumer(arguments[1]).policy(ConsumerPolicy.valueOf(arguments[2]));
        try (Journal journal = Journal.open(Path.of(arguments[0]));
                Reader reader = journal.reader(options)) {
            ProcessMain.serve((verb, frames) -> read(reader, Integer.parseInt(frames)));
        }
    }

    private static long read(Reader reader, int frames) {
        int[] left = {frames};
        boolean read = Await.within(ProcessMain.PATIENCE, () -> {
            left[0] -= reader.poll((buffer, offset, length, header) -> {}, left[0]);
            return left[0] == 0;
        });
        if (!read) {
            throw new IllegalStateException(left[0] + " of " + frames + " frames did not come");
        }
        return reader.position();
    }
}
