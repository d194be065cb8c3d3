package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

class TopicTest {
    private final Topic topic = new Topic();

    /** Asks for what a test tells it to. */
    private static final class Client extends BaseSubscriber<byte[]> {
        private final List<byte[]> got = new ArrayList<>();

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        protected void hookOnNext(byte[] bytes) {
            got.add(bytes);
        }
    }

    private Client client() {
        Client client = new Client();
        topic.flux(Runnable::run, () -> new byte[] {0}).subscribe(client);
        return client;
    }

    @Test
    void keepsTheNewestOnlyForWhoDoesNotAsk() {
        Client slow = client();
        byte[] newest = {};
        for (int i = 0; i < 1000; i++) {
            newest = new byte[] {1};
            topic.publish(newest);
        }
        assertEquals(1, slow.got.size());
        slow.request(10);
        assertEquals(2, slow.got.size(), "999 were left out");
        assertSame(newest, slow.got.get(1));
    }

    @Test
    void sharesTheSameBytes() {
        Client first = client();
        Client second = client();
        first.request(1);
        second.request(1);
        byte[] bytes = {1};
        topic.publish(bytes);
        assertSame(bytes, first.got.get(1));
        assertSame(bytes, second.got.get(1));
    }

    @Test
    void forgetsWhoLeaves() {
        Client client = client();
        assertTrue(topic.isWatched());
        client.cancel();
        assertFalse(topic.isWatched());
    }
}
