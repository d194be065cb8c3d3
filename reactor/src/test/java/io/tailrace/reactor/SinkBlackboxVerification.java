package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.NUMBERS;

import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;

/** Reactive Streams conformance of the sink, seen from its source. */
final class SinkBlackboxVerification extends SubscriberBlackboxVerification<Long> {
    private final TckEnvironment environment;

    SinkBlackboxVerification(TckEnvironment environment) {
        super(TckEnvironment.times());
        this.environment = environment;
    }

    @Override
    public Long createElement(int element) {
        return (long) element;
    }

    @Override
    public Subscriber<Long> createSubscriber() {
        return environment.subscriberOfSink(NUMBERS, ignored -> {}, () -> {});
    }
}
