package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.ConsumerActiveException;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** A name that another process holds. */
@Timeout(60)
class ConsumerInOtherProcessIT {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    void anEvidentlyLivingOwnerIsAnErrorSoonAndAKilledOneIsFollowed() throws Exception {
        temp.append(0, 10);
        Process owner = startOwner(temp.path());
        try {
            StepVerifier.withVirtualTime(() -> temp.flux()
                            .consumer("risk")
                            .runOn(PollLoop.on(Schedulers.parallel()))
                            .receive())
                    .expectSubscription()
                    .expectNoEvent(Duration.ofMillis(50))
                    .thenAwait(Duration.ofMillis(5))
                    .expectErrorMatches(e ->
                            e instanceof ConsumerActiveException c && c.isEvidentlyAlive() && c.pid() == owner.pid())
                    .verify(DEADLINE);
        } finally {
            owner.destroyForcibly().waitFor();
        }
        StepVerifier.create(temp.flux().consumer("risk").receive(NUMBER).take(1))
                .expectNext(3L)
                .expectComplete()
                .verify(DEADLINE);
    }

    private static Process startOwner(Path journal) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        journal.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertEquals('3', process.getInputStream().read());
        return process;
    }

    /** Reads three frames under the name, says so, and stays until it is killed. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] args) throws IOException {
            try (Journal journal = Journal.open(Path.of(args[0]));
                    Reader reader = journal.reader(ReaderOptions.defaults().consumer("risk"))) {
                int read = reader.poll((buffer, offset, length, header) -> {}, 3);
                System.out.print(read);
                System.out.flush();
                System.in.read();
            }
        }
    }
}
