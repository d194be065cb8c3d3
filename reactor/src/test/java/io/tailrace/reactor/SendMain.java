package io.tailrace.reactor;

import io.tailrace.Journal;
import io.tailrace.check.Board;
import io.tailrace.check.Orphan;
import io.tailrace.check.Payloads;
import io.tailrace.check.Stamp;
import io.tailrace.check.Trail;
import java.nio.file.Path;
import org.agrona.MutableDirectBuffer;
import reactor.core.publisher.Flux;

/**
 * Sends from an endless source until it is killed, or so many frames, and says on its board what was requested of the source, what it
 * emitted and what was confirmed. Arguments: journal, board, trail for positions, prefetch, frames (0: endless), consumer to confirm by
 * or {@code -}.
 */
final class SendMain {
    /** Elements requested of the source. */
    static final int REQUESTED = 0;

    /** Elements that the source emitted. */
    static final int EMITTED = 1;

    /** Results that were told. */
    static final int CONFIRMED = 2;

    /** 1 when it has completed, 2 when it failed. */
    static final int END = 3;

    /** Set by the parent: 1 to end the source. */
    static final int STOP = 4;

    static final int PAYLOAD = 200;

    private static final FrameEncoder<Long> ENCODER = new FrameEncoder<>() {
        private final Payloads payloads = new Payloads();

        @Override
        public int maxLength(Long sequence) {
            return PAYLOAD;
        }

        @Override
        public int encode(Long sequence, MutableDirectBuffer buffer, int offset) {
            buffer.putBytes(offset, payloads.make(sequence, PAYLOAD), 0, PAYLOAD);
            return PAYLOAD;
        }
    };

    private SendMain() {}

    public static void main(String[] arguments) {
        Orphan.endsWithItsParent();
        Board board = Board.open(Path.of(arguments[1]));
        Trail trail = Trail.open(Path.of(arguments[2]));
        long frames = Long.parseLong(arguments[4]);
        try (Journal journal = Journal.open(Path.of(arguments[0]))) {
            JournalSink sink = JournalSink.to(journal).prefetch(Integer.parseInt(arguments[3]));
            if (!arguments[5].equals("-")) {
                sink = sink.confirm(Confirmation.consumedBy(arguments[5]));
            }
            Flux<Outgoing<Long, Long>> source = Flux.<Outgoing<Long, Long>, Long>generate(() -> 0L, (next, out) -> {
                        if (board.get(STOP) != 0 || frames != 0 && next == frames) {
                            out.complete();
                        } else {
                            board.set(EMITTED, next + 1);
                            out.next(new Outgoing<>(next, next));
                        }
                        return next + 1;
                    })
                    .doOnRequest(n -> board.add(REQUESTED, n));
            sink.sendEach(source, ENCODER)
                    .doOnNext(result -> {
                        trail.received(new Stamp(0, result.correlation(), result.position()));
                        board.set(CONFIRMED, result.correlation() + 1);
                    })
                    .blockLast();
            board.set(END, 1);
        } catch (RuntimeException e) {
            board.set(END, 2);
            System.out.println(e.getClass().getSimpleName());
        }
    }
}
