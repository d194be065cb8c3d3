package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.OPTIONS;
import static io.tailrace.reactor.TempJournal.append;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.Until;
import java.nio.file.Files;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import reactor.core.publisher.Flux;

/** Reactive Streams conformance of a replay that ends. */
final class ReplayVerification extends PublisherVerification<Long> {
    private static final long MANY = 10_000;

    private final TckEnvironment environment;

    ReplayVerification(TckEnvironment environment) {
        super(TckEnvironment.times(), TckEnvironment.GC_MILLIS);
        this.environment = environment;
    }

    @Override
    public Publisher<Long> createPublisher(long elements) {
        return TckEnvironment.bare(elements > MANY ? bounded(elements) : toTail(elements));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return TckEnvironment.bare(environment.flux("missing").receive(NUMBER));
    }

    private Flux<Long> toTail(long elements) {
        String name = "with-" + elements;
        // A replay is cold: tests that ask for a hundred publishers get a hundred of one journal.
        if (!Files.exists(environment.path(name))) {
            try (Journal journal = Journal.openOrCreate(environment.path(name), OPTIONS);
                    Appender appender = journal.appender()) {
                append(appender, 0, elements);
            }
        }
        return environment.flux(name).until(Until.tail()).receive(NUMBER);
    }

    /** As many as no disk holds: the bound is far ahead of the writer. */
    private Flux<Long> bounded(long elements) {
        environment.writeEndlessly("endless");
        return environment
                .flux("endless")
                .awaitJournal(TempJournal.DEADLINE)
                .until(Until.timestamp(elements + 1))
                .receive(NUMBER);
    }
}
