package io.tailrace.reactor;

import io.tailrace.Journal;
import io.tailrace.Until;
import io.tailrace.check.Board;
import io.tailrace.check.Orphan;
import io.tailrace.check.Payloads;
import io.tailrace.check.Stamp;
import io.tailrace.check.Trail;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.agrona.MutableDirectBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One of the processes that send into one shared journal, from endless sources, until it is told to stop or killed. It goes on behind the
 * last of its frames that stands in the journal. Arguments: journal, board, trail for positions, number of its first writer, kind, consumer
 * to confirm by.
 */
final class ManySendMain {
    /** Set by the parent: 1 to end the sources. */
    static final int STOP = 0;

    /** Set by the parent: 1 to hold the next claim of the first writer open until it is 0 again. */
    static final int HOLD = 1;

    /** 1 while that is so. */
    static final int HELD = 2;

    /** 1 when all have completed, 2 when one failed. */
    static final int END = 3;

    /** From here on {@link #FIELDS} for each writer. */
    private static final int WRITERS = 8;

    private static final int FIELDS = 4;

    /** With {@code of}: frames that stood in the journal when it began, plus 1. */
    static final int FOUND = 0;

    /** With {@code of}: the next one that the source emits. */
    static final int EMITTED = 1;

    /** With {@code of}: all before it were acknowledged. */
    static final int CONFIRMED = 2;

    static final int PAYLOAD = 200;
    static final int PREFETCH = 64;

    /** How it sends. */
    enum Kind {
        /** By {@code send}. */
        PLAIN(1),
        /** By {@code sendEach}. */
        EACH(1),
        /** By {@code sendEach}, with results when a consumer has passed. */
        CONSUMED(1),
        /** By {@code sendEach}, from several sources through one sink. */
        SEVERAL(3);

        final int writers;

        Kind(int writers) {
            this.writers = writers;
        }
    }

    private final Board board;
    private final Trail trail;
    private final int first;

    private ManySendMain(Board board, Trail trail, int first) {
        this.board = board;
        this.trail = trail;
        this.first = first;
    }

    /** A field of one of a process's writers. */
    static int of(int writer, int field) {
        return WRITERS + FIELDS * writer + field;
    }

    public static void main(String[] arguments) {
        Orphan.endsWithItsParent();
        Board board = Board.open(Path.of(arguments[1]));
        Trail trail = Trail.open(Path.of(arguments[2]));
        ManySendMain main = new ManySendMain(board, trail, Integer.parseInt(arguments[3]));
        Kind kind = Kind.valueOf(arguments[4]);
        try (Journal journal = Journal.open(Path.of(arguments[0]))) {
            JournalSink sink = JournalSink.to(journal).prefetch(PREFETCH);
            JournalSink used = kind == Kind.CONSUMED ? sink.confirm(Confirmation.consumedBy(arguments[5])) : sink;
            Flux.merge(IntStream.range(0, kind.writers)
                            .mapToObj(writer -> main.send(journal, used, kind, writer))
                            .toList())
                    .blockLast();
            board.set(END, 1);
        } catch (RuntimeException e) {
            board.set(END, 2);
            e.printStackTrace();
        }
    }

    private Mono<Void> send(Journal journal, JournalSink sink, Kind kind, int writer) {
        long found = JournalFlux.from(journal)
                .until(Until.tail())
                .receive(Payloads.stamps())
                .filter(stamp -> stamp.writer() == first + writer)
                .reduce(0L, (most, stamp) -> stamp.sequence() + 1)
                .block();
        board.set(of(writer, EMITTED), found);
        board.set(of(writer, FOUND), found + 1);
        // Every second one on threads that must not wait.
        Scheduler scheduler = (first + writer) % 2 == 0 ? Schedulers.parallel() : Schedulers.boundedElastic();
        Flux<Long> source = Flux.<Long, Long>generate(() -> found, (next, out) -> {
                    if (board.get(STOP) != 0) {
                        out.complete();
                    } else {
                        board.set(of(writer, EMITTED), next + 1);
                        out.next(next);
                    }
                    return next + 1;
                })
                .subscribeOn(scheduler);
        if (kind == Kind.PLAIN) {
            return sink.send(source, encoder(writer))
                    .doOnNext(total -> board.set(of(writer, CONFIRMED), found + total.count()))
                    .then();
        }
        return sink.sendEach(source.map(n -> new Outgoing<>(n, n)), encoder(writer))
                .doOnNext(result -> {
                    trail.received(new Stamp(first + writer, result.correlation(), result.position()));
                    board.set(of(writer, CONFIRMED), result.correlation() + 1);
                })
                .then();
    }

    private FrameEncoder<Long> encoder(int writer) {
        Payloads payloads = new Payloads();
        return new FrameEncoder<>() {
            @Override
            public int maxLength(Long sequence) {
                return PAYLOAD;
            }

            @Override
            public int encode(Long sequence, MutableDirectBuffer buffer, int offset) {
                if (Schedulers.isInNonBlockingThread()) {
                    throw new IllegalStateException("appends on " + Thread.currentThread());
                }
                buffer.putBytes(offset, payloads.make(first + writer, sequence, PAYLOAD), 0, PAYLOAD);
                if (writer == 0 && board.get(HOLD) != 0) {
                    hold();
                }
                return PAYLOAD;
            }
        };
    }

    private void hold() {
        board.set(HELD, 1);
        while (board.get(HOLD) != 0) {
            LockSupport.parkNanos(100_000);
        }
        board.set(HELD, 0);
    }
}
