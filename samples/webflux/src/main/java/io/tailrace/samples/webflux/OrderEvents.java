package io.tailrace.samples.webflux;

import io.tailrace.FrameDecoder;
import io.tailrace.FrameHeader;
import io.tailrace.reactor.Decoders;
import java.util.List;
import org.agrona.DirectBuffer;
import org.springframework.http.codec.ServerSentEvent;

/**
 * Makes events of frames: an order is its JSON, as it is, and its position is the id that a browser sends as {@code Last-Event-ID} when it
 * comes back. Before the first order behind a gap there is an event {@code gap}. Positions are strings: JavaScript's numbers end at 2^53.
 *
 * <p><b>Threading:</b> of one subscription, on the loop's thread.
 */
final class OrderEvents implements FrameDecoder<List<ServerSentEvent<String>>> {
    private static final long NOTHING = -1;

    private long lostFrom = NOTHING;

    /**
     * Notes that orders are lost, up to the one that comes next.
     *
     * @param position first one that is lost
     */
    void lostFrom(long position) {
        lostFrom = position;
    }

    @Override
    public List<ServerSentEvent<String>> decode(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        ServerSentEvent<String> order = ServerSentEvent.builder(Decoders.utf8().decode(buffer, offset, length, header))
                .id(Long.toString(header.position()))
                .build();
        if (lostFrom == NOTHING) {
            return List.of(order);
        }
        ServerSentEvent<String> gap = ServerSentEvent.builder(
                        "{\"from\":\"" + lostFrom + "\",\"to\":\"" + header.position() + "\"}")
                .event("gap")
                .build();
        lostFrom = NOTHING;
        return List.of(gap, order);
    }
}
