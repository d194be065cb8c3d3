package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.NUMBER;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;

/** Reactive Streams conformance of a flux that never ends: all but what needs {@code onComplete}. */
final class LiveVerification extends PublisherVerification<Long> {
    private final TckEnvironment environment;

    LiveVerification(TckEnvironment environment) {
        super(TckEnvironment.times(), TckEnvironment.GC_MILLIS);
        this.environment = environment;
    }

    @Override
    public long maxElementsFromPublisher() {
        return publisherUnableToSignalOnComplete();
    }

    @Override
    public Publisher<Long> createPublisher(long elements) {
        environment.writeEndlessly("live");
        return TckEnvironment.bare(
                environment.flux("live").awaitJournal(TempJournal.DEADLINE).receive(NUMBER));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return TckEnvironment.bare(environment.flux("missing").receive(NUMBER));
    }
}
