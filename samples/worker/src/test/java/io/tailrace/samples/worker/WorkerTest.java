package io.tailrace.samples.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tailrace.Frame;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.reactor.DrainSignal;
import io.tailrace.reactor.Drained;
import io.tailrace.reactor.JournalSink;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;

/** The worker alone, in this process: what it does with what its predecessors left. */
@ExtendWith(TestJournalExtension.class)
class WorkerTest {
    private static final int FRAMES = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DrainSignal drain = DrainSignal.create();
    private TestJournal orders;
    private Path ledger;

    @BeforeEach
    void publish(TestJournal given) {
        orders = given;
        ledger = given.path("ledger");
        Ledger.open(ledger).close();
        Flux<Order> all = Flux.fromStream(() -> LongStream.range(0, FRAMES).mapToObj(Order::of));
        JournalSink.to(orders.path()).send(all, Order.ENCODER).block(PATIENCE);
    }

    private CompletableFuture<Void> start() {
        return new Worker(orders.path(), ledger, drain).run().toFuture();
    }

    private void end(CompletableFuture<Void> worker) throws Exception {
        Drained drained = drain.drain(PATIENCE).block(PATIENCE);
        assertEquals(new Drained(1, 0), drained);
        worker.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void worksOnEachAndDrains() throws Exception {
        CompletableFuture<Void> worker = start();
        Waiting.until(() -> "half of them have results", () -> results().size() >= FRAMES / 2);
        end(worker);
        List<Long> results = results();
        assertEquals(LongStream.range(0, results.size()).boxed().toList(), results);
        // What was not done is what comes next.
        assertEquals(results.size(), nextOrder());
    }

    /** Dead between the result and the acknowledgement: the frame comes again, its result is there. */
    @Test
    void doesNotWriteAResultThatAPredecessorWrote() throws Exception {
        try (Ledger written = Ledger.open(ledger)) {
            for (Frame frame : orders.frames().subList(0, 3)) {
                Order order = Order.of(frame.payload().getLong());
                written.enter(frame.position(), order, order.worth());
            }
        }
        CompletableFuture<Void> worker = start();
        Waiting.until(() -> "all have results", () -> results().size() >= FRAMES);
        end(worker);
        assertEquals(LongStream.range(0, FRAMES).boxed().toList(), results());
    }

    @Test
    void triesAgainWhileAPredecessorStillHasItsName() throws Exception {
        Journal journal = orders.open();
        Reader predecessor = journal.reader(ReaderOptions.defaults().consumer(Worker.NAME));
        CompletableFuture<Void> worker = start();
        Waiting.until(() -> "it has tried again", this::hasTriedAgain);
        assertFalse(worker.isDone());
        predecessor.close();
        Waiting.until(() -> "all have results", () -> results().size() >= FRAMES);
        end(worker);
        assertEquals(LongStream.range(0, FRAMES).boxed().toList(), results());
    }

    /** Each attempt takes the writer's role of the ledger first; this test has taken it once, to make it. */
    private boolean hasTriedAgain() {
        try (Journal journal = Journal.open(ledger)) {
            return journal.status().epoch() > 2;
        }
    }

    private List<Long> results() {
        try (Journal journal = Journal.open(ledger);
                Reader reader = journal.reader()) {
            List<Long> sequences = new ArrayList<>();
            while (reader.poll(Frame.decoder(), frame -> add(sequences, frame), Integer.MAX_VALUE) > 0) {
                // There may be more.
            }
            return sequences;
        }
    }

    private static boolean add(List<Long> sequences, Frame frame) {
        if (frame.type() == Ledger.RESULT) {
            ByteBuffer payload = frame.payload().order(ByteOrder.LITTLE_ENDIAN);
            sequences.add(payload.getLong(Ledger.SEQUENCE_OF_RESULT));
        }
        return true;
    }

    private long nextOrder() {
        long[] next = new long[1];
        try (Journal journal = Journal.open(orders.path());
                Reader reader = journal.reader(ReaderOptions.defaults().consumer(Worker.NAME))) {
            int polled = reader.poll(Order.DECODER, order -> (next[0] = order.sequence()) < 0, 1);
            return polled == 0 ? FRAMES : next[0];
        }
    }
}
