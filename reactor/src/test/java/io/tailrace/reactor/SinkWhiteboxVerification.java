package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.NUMBERS;

import org.agrona.MutableDirectBuffer;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.reactivestreams.tck.SubscriberWhiteboxVerification;

/**
 * Reactive Streams conformance of the sink, observed at its other end: an element has arrived when it is encoded into the journal, a terminal
 * signal when the result signals it.
 */
final class SinkWhiteboxVerification extends SubscriberWhiteboxVerification<Long> {
    private final TckEnvironment environment;

    SinkWhiteboxVerification(TckEnvironment environment) {
        super(TckEnvironment.times());
        this.environment = environment;
    }

    @Override
    public Long createElement(int element) {
        return (long) element;
    }

    @Override
    public Subscriber<Long> createSubscriber(WhiteboxSubscriberProbe<Long> probe) {
        FrameEncoder<Long> probed = new FrameEncoder<>() {
            @Override
            public int maxLength(Long value) {
                return NUMBERS.maxLength(value);
            }

            @Override
            public int encode(Long value, MutableDirectBuffer buffer, int offset) {
                probe.registerOnNext(value);
                return NUMBERS.encode(value, buffer, offset);
            }
        };
        TckEnvironment.Forward<Long> subscriber =
                environment.subscriberOfSink(probed, probe::registerOnError, probe::registerOnComplete);
        return new TckEnvironment.Forward<>(subscriber) {
            @Override
            public void onSubscribe(Subscription s) {
                super.onSubscribe(s);
                probe.registerOnSubscribe(new Puppet());
            }
        };
    }

    private final class Puppet implements SubscriberWhiteboxVerification.SubscriberPuppet {
        @Override
        public void triggerRequest(long elements) {
            // The sink has requested more than that already, by itself.
        }

        @Override
        public void signalCancel() {
            environment.cancel();
        }
    }
}
