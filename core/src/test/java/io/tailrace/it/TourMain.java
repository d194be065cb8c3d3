package io.tailrace.it;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Batch;
import io.tailrace.Claim;
import io.tailrace.FrameDecoder;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Until;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * Goes through all of the core once: a JVM that would print a warning about any of it prints it here. Says what it read.
 *
 * <p>Argument: journal.
 */
public final class TourMain {
    private static final int SWITCHES = 50;

    private TourMain() {}

    public static void main(String[] arguments) {
        tour(
                Path.of(arguments[0]),
                (buffer, offset, length, header) ->
                        Quote.Decoder.wrap(buffer, offset).text());
    }

    /** The tour, with a decoder for its first frame, a {@link Quote}. */
    static void tour(Path path, FrameDecoder<String> first) {
        try (Journal journal =
                Journal.openOrCreate(path, JournalOptions.defaults().pageSize(1 << 16))) {
            write(journal);
            read(journal, first);
            if (journal.verify().fault() != null) {
                throw new AssertionError(journal.verify().fault());
            }
            System.out.println(journal.status().currentPageIndex() + " switches");
        }
        if (!Journal.list(path.getParent()).contains(path)) {
            throw new AssertionError("not listed");
        }
        Journal.delete(path);
    }

    private static void write(Journal journal) {
        AppenderOptions options = AppenderOptions.defaults().clock(SystemEpochNanoClock.INSTANCE);
        try (Appender appender = journal.appender(options)) {
            try (Claim claim = appender.claim(Quote.LENGTH)) {
                Quote.Encoder.wrap(claim.buffer(), 0)
                        .instrument(4711)
                        .price(101_250_000)
                        .quantity(42);
                claim.commit();
            }
            try (Batch batch = appender.batch(Batch.extent(8) * 2)) {
                batch.add(new byte[8], 0, 8, 2, 0);
                batch.add(ByteBuffer.allocate(8), 2, 0);
                batch.publish();
            }
            while (appender.position() < (long) SWITCHES * journal.pageSize()) {
                appender.append(new byte[journal.maxPayloadLength()]);
            }
        }
    }

    private static void read(Journal journal, FrameDecoder<String> first) {
        try (Reader reader =
                journal.reader(ReaderOptions.defaults().consumer("tour").until(Until.tail()))) {
            reader.poll(
                    first,
                    text -> {
                        System.out.println(text);
                        return true;
                    },
                    1);
            while (!reader.isDone()) {
                reader.poll((buffer, offset, length, header) -> {}, 100);
            }
        }
    }
}
