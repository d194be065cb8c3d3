package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Journal;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class JournalFluxReplayTest {
    private static final long FRAMES = 300_000;

    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    @Timeout(60)
    void replayGoesOverIntoLiveWithoutASeam() {
        temp.append(0, 20_000);
        AtomicLong seen = new AtomicLong();
        Thread writer = new Thread(() -> {
            try (Journal journal = temp.open();
                    Appender appender = journal.appender()) {
                for (long i = 20_000; i < FRAMES; i += 1_000) {
                    TempJournal.append(appender, i, i + 1_000);
                }
            }
        });
        PollLoop loop = PollLoop.backingOff("replay");
        List<Mono<Long>> subscribers = List.of(
                checked(temp.flux().runOn(loop)).doOnNext(seen::set).then(Mono.just(1L)),
                checked(temp.flux().runOn(loop).consumer("risk")).then(Mono.just(1L)),
                checked(temp.flux()).then(Mono.just(1L)));
        Mono<Long> all = Flux.merge(subscribers).count();
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<Throwable> error = new AtomicReference<>();
        all.doFinally(s -> done.countDown()).subscribe(n -> {}, error::set);
        // In the middle of the replay the writer comes.
        await("replay begins", () -> seen.get() > 100);
        writer.start();
        await("all frames by all", () -> done.getCount() == 0);
        if (error.get() != null) {
            throw new AssertionError(error.get());
        }
        assertEquals(FRAMES - 1, seen.get());
        assertTrue(pages() > 50, "page switches: " + pages());
        await("writer ends", () -> !writer.isAlive());
    }

    @Test
    @Timeout(60)
    void aNamedConsumerThatComesAndGoesMissesNothing() {
        temp.append(0, 40_000);
        AtomicLong next = new AtomicLong();
        // Legs of uneven length, each a new reader under the same name.
        Flux<Long> legs = Flux.range(1, 200)
                .concatMap(leg -> temp.flux().consumer("risk").receive(NUMBER).take(leg % 7 == 0 ? 512 : leg), 1)
                .doOnNext(v -> assertEquals(next.getAndIncrement(), v));
        legs.then().block(DEADLINE);
        assertTrue(next.get() > 20_000);
    }

    private static Flux<Long> checked(JournalFlux flux) {
        AtomicLong next = new AtomicLong();
        return flux.receive(NUMBER)
                .doOnNext(v -> assertEquals(next.getAndIncrement(), v))
                .takeUntil(v -> v == FRAMES - 1);
    }

    private long pages() {
        try (Journal journal = Journal.open(temp.path())) {
            return journal.status().totalPages();
        }
    }
}
