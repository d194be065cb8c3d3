package io.tailrace.it;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * A writer at a gate, or the consumer that it waits for. Each frame that the consumer polls makes room for one.
 *
 * <p>Arguments: journal, frames, and {@code append}, {@code ready}, or a seed for the consumer, which first waits for a line. Says {@code full} when
 * no more fits, or {@code there}, and at the end when it went on, or polled, in ns.
 */
public final class WakeGateMain {
    static final String CONSUMER = "slow";
    static final int PAYLOAD = 1000;

    private WakeGateMain() {}

    public static void main(String[] arguments) throws Exception {
        int frames = Integer.parseInt(arguments[1]);
        StringBuilder times = new StringBuilder();
        LongConsumer add = time -> times.append(time).append(' ');
        try (Journal journal = Journal.open(Path.of(arguments[0]))) {
            switch (arguments[2]) {
                case "append", "ready" -> write(journal, frames, arguments[2].equals("ready"), add);
                default -> consume(journal, frames, new Random(Long.parseLong(arguments[2])), add);
            }
        }
        System.out.println(times.toString().trim());
    }

    private static void write(Journal journal, int frames, boolean asks, LongConsumer add) {
        byte[] payload = new byte[PAYLOAD];
        try (Appender appender = journal.appender()) {
            while (appender.isReady(PAYLOAD)) {
                appender.append(payload);
            }
            System.out.println("full");
            for (int i = 0; i < frames; i++) {
                if (asks) {
                    appender.whenReady(PAYLOAD).toCompletableFuture().join();
                    add.accept(System.nanoTime());
                }
                appender.append(payload);
                if (!asks) {
                    add.accept(System.nanoTime());
                }
            }
        }
    }

    private static void consume(Journal journal, int frames, Random random, LongConsumer add) throws Exception {
        try (Reader reader = journal.reader(ReaderOptions.defaults().consumer(CONSUMER))) {
            System.out.println("there");
            System.in.read();
            for (int i = 0; i < frames; i++) {
                long end = System.nanoTime() + 20_000_000 + random.nextInt(20_000_000);
                for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                add.accept(System.nanoTime());
                reader.poll((buffer, offset, length, header) -> {}, 1);
            }
        }
    }
}
