package io.tailrace.reactor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Scanner;
import org.reactivestreams.Subscription;
import reactor.core.Scannable;

/**
 * Reads on a loop that sleeps for up to a second unless it is woken. Says of each frame how old it is, in ns, which it was stamped for by the
 * monotonic clock of the machine; asked for "way", how it is woken. Arguments: journal, consumer or {@code -}.
 */
final class WaitingReaderMain {
    private static Subscription subscription;

    private WaitingReaderMain() {}

    public static void main(String[] arguments) {
        JournalFlux flux =
                JournalFlux.from(Path.of(arguments[0])).runOn(PollLoop.waiting("reader", Duration.ofSeconds(1)));
        if (!arguments[1].equals("-")) {
            flux = flux.consumer(arguments[1]);
        }
        flux.receive((buffer, offset, length, header) -> buffer.getLong(offset))
                .doOnSubscribe(s -> subscription = s)
                .subscribe(stamp -> System.out.println("age " + (System.nanoTime() - stamp)));
        // Until the parent ends its input, or itself.
        try (Scanner in = new Scanner(System.in)) {
            while (in.hasNextLine() && in.nextLine().equals("way")) {
                System.out.println("way " + Scannable.from(subscription).scan(JournalFlux.WOKEN_BY));
            }
        }
        subscription.cancel();
    }
}
