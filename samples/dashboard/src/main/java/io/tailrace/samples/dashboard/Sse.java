package io.tailrace.samples.dashboard;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Server-sent events: how they look, and how they reach a client. */
final class Sse {
    private Sse() {}

    /**
     * An event.
     *
     * @param json one line
     */
    static byte[] event(String name, byte[] json) {
        byte[] head = ("event: " + name + "\ndata: ").getBytes(StandardCharsets.US_ASCII);
        byte[] event = new byte[head.length + json.length + 2];
        System.arraycopy(head, 0, event, 0, head.length);
        System.arraycopy(json, 0, event, head.length, json.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }

    /**
     * Sends events one at a time: the next is asked for when this one has left for the socket. So a client that does not read has one
     * event of its own here, and its newest one is shared with all others. (Sent as a whole, a flux would be asked for 128 events ahead.)
     *
     * @param events end with the client; keep the newest for it
     */
    static Publisher<Void> send(HttpServerResponse response, Flux<byte[]> events) {
        return response.sse()
                .header("Cache-Control", "no-store")
                .sendHeaders()
                .then(events.concatMap(bytes -> leave(response, bytes), 0).then());
    }

    /** Completes when the socket has it: an object is flushed at once. */
    private static Mono<Void> leave(HttpServerResponse response, byte[] bytes) {
        return response.sendObject(Mono.just(Unpooled.wrappedBuffer(bytes))).then();
    }
}
