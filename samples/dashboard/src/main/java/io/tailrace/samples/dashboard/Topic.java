package io.tailrace.samples.dashboard;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * What some clients look at: bytes that are made once and that all of them share. A client that does not keep up gets the newest, and
 * nothing is kept for it but that.
 *
 * <p><b>Threading:</b> any thread subscribes; one publishes.
 */
final class Topic {
    private final Set<FluxSink<byte[]>> clients = ConcurrentHashMap.newKeySet();
    private final Queue<FluxSink<byte[]>> fresh = new ConcurrentLinkedQueue<>();

    /** Whether somebody looks. */
    boolean isWatched() {
        return !clients.isEmpty();
    }

    /** How many look. */
    int lookers() {
        return clients.size();
    }

    /**
     * The bytes, from now on.
     *
     * @param publisher runs what publishes
     * @param first makes what a client gets at once, on that
     */
    Flux<byte[]> flux(Executor publisher, Supplier<byte[]> first) {
        return Flux.create(
                client -> {
                    clients.add(client);
                    fresh.add(client);
                    client.onDispose(() -> {
                        clients.remove(client);
                        fresh.remove(client);
                    });
                    publisher.execute(() -> greet(first));
                },
                FluxSink.OverflowStrategy.LATEST);
    }

    /** Many come at once where one has come: they share what the first one gets. */
    private void greet(Supplier<byte[]> first) {
        if (!fresh.isEmpty()) {
            byte[] bytes = first.get();
            for (FluxSink<byte[]> client = fresh.poll(); client != null; client = fresh.poll()) {
                client.next(bytes);
            }
        }
    }

    void publish(byte[] bytes) {
        // Whoever is among the fresh is among the clients, and gets this one first.
        fresh.clear();
        for (FluxSink<byte[]> client : clients) {
            client.next(bytes);
        }
    }
}
