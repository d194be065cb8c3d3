package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBERS;
import static io.tailrace.reactor.TempJournal.OPTIONS;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.ConsumerLostException;
import io.tailrace.ConsumerNotFoundException;
import io.tailrace.ConsumerPolicy;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What is sent is confirmed when a consumer has passed it. */
@Timeout(60)
class JournalSinkConfirmTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    private Journal journal;
    private Reader reader;

    @BeforeEach
    void openConsumer() {
        journal = temp.open();
        reader = openReader();
    }

    private Reader openReader() {
        return journal.reader(ReaderOptions.defaults().consumer("risk").policy(ConsumerPolicy.GATE));
    }

    @AfterEach
    void close() {
        reader.close();
        journal.close();
    }

    @Test
    void theTotalComesWhenTheLastIsPassedAndTheRoleIsLeftBefore() {
        AtomicReference<SendTotal> total = new AtomicReference<>();
        sink().send(Flux.fromIterable(range(0, 10)), NUMBERS).subscribe(total::set);
        await("appended", () -> temp.hasNumbers(10));
        await("role is free", temp::isRoleFree);
        read(9);
        assertNull(total.get(), "the last is not passed");
        readUntil(() -> total.get() != null);
        assertEquals(10, total.get().count());
        assertEquals(new SendTotal(0, -1), sink().send(Flux.empty()).block(DEADLINE), "nothing to wait for");
    }

    @Test
    void eachResultComesWhenItsFrameIsPassedInOrder() {
        List<Long> told = new CopyOnWriteArrayList<>();
        AtomicLong requested = new AtomicLong();
        AtomicReference<String> end = new AtomicReference<>();
        sink().prefetch(8)
                .sendEach(numbers(100).doOnRequest(requested::addAndGet), NUMBERS)
                .subscribe(
                        r -> told.add(Objects.requireNonNull(r.correlation())),
                        e -> end.set("" + e),
                        () -> end.set("complete"));
        await("a prefetch is appended", () -> temp.hasNumbers(8));
        assertEquals(List.of(), told);
        assertEquals(8, requested.get(), "in flight at most the prefetch");
        AtomicInteger done = new AtomicInteger();
        while (end.get() == null) {
            done.addAndGet(read(1));
            assertTrue(told.size() <= done.get(), "none before it is passed");
            assertTrue(requested.get() <= told.size() + 8 + 1);
        }
        assertEquals("complete", end.get());
        assertEquals(range(0, 100), told);
        assertTrue(temp.isRoleFree());
    }

    @Test
    void aRestartOfTheConsumerDoesNotMatter() {
        AtomicReference<SendTotal> total = new AtomicReference<>();
        sink().send(Flux.fromIterable(range(0, 10)), NUMBERS).subscribe(total::set);
        await("appended", () -> temp.hasNumbers(10));
        read(5);
        reader.close();
        reader = openReader();
        readUntil(() -> total.get() != null);
        assertEquals(10, total.get().count());
    }

    @Test
    void aConsumerThatIsRemovedOrResetOrGatesNoMoreIsAnErrorBehindWhatItPassed() {
        List<Consumer<Journal>> losses = List.of(
                j -> j.removeConsumer("risk"),
                j -> j.resetConsumer("risk", Start.latest()),
                j -> j.setPolicy("risk", ConsumerPolicy.FREE));
        for (Consumer<Journal> loss : losses) {
            reader.close();
            journal.removeConsumer("risk");
            reader = journal.reader(ReaderOptions.defaults()
                    .consumer("risk")
                    .policy(ConsumerPolicy.GATE)
                    .start(Start.latest()));
            AtomicReference<Object> total = new AtomicReference<>();
            int before = temp.numbers().size();
            sink().send(Flux.fromIterable(range(0, 10)), NUMBERS).subscribe(total::set, total::set);
            await("appended", () -> temp.hasNumbers(before + 10));
            StepVerifier.create(sink().sendEach(numbers(5).concatWith(Flux.never()), NUMBERS))
                    .then(() -> readAll(12))
                    .expectNextCount(2)
                    .then(() -> await("total", () -> total.get() != null))
                    .then(reader::close)
                    .then(() -> loss.accept(journal))
                    .expectError(ConsumerLostException.class)
                    .verify(DEADLINE);
            assertTrue(total.get() instanceof SendTotal, "it passed all of these: " + total);
            assertTrue(temp.isRoleFree());
            reader = openReader();
        }
    }

    @Test
    void aTotalThatCanNeverBeConfirmedIsAnError() {
        StepVerifier.create(sink().send(Flux.fromIterable(range(0, 10)), NUMBERS))
                .then(() -> await("appended", () -> temp.hasNumbers(10)))
                .then(reader::close)
                .then(() -> journal.removeConsumer("risk"))
                .expectError(ConsumerLostException.class)
                .verify(DEADLINE);
    }

    @Test
    void aConsumerThatIsNotThereIsAnErrorBeforeAnythingIsSent() {
        AtomicInteger subscribed = new AtomicInteger();
        StepVerifier.create(sink().confirm(Confirmation.consumedBy("nobody"))
                        .send(Flux.just("x").doOnSubscribe(s -> subscribed.incrementAndGet())))
                .expectError(ConsumerNotFoundException.class)
                .verify(DEADLINE);
        assertEquals(0, subscribed.get());
        assertTrue(temp.isRoleFree());
    }

    @Test
    void cancelWhileConfirmationsAreWaitedForTellsNothing() {
        List<Object> told = new CopyOnWriteArrayList<>();
        Disposable sending = sink().sendEach(numbers(5), NUMBERS).subscribe(told::add, told::add);
        await("appended", () -> temp.hasNumbers(5));
        sending.dispose();
        read(100);
        await("role is free", temp::isRoleFree);
        assertEquals(List.of(), told);
    }

    @Test
    void confirmationsAreValues() {
        assertEquals(Confirmation.consumedBy("a"), Confirmation.consumedBy("a"));
        assertNotEquals(Confirmation.consumedBy("a"), Confirmation.consumedBy("b"));
        assertFalse(Confirmation.visible().equals(Confirmation.consumedBy("a")));
        assertEquals("visible", Confirmation.visible().toString());
        assertEquals("consumed by \"a\"", Confirmation.consumedBy("a").toString());
        assertEquals(
                Confirmation.consumedBy("a").hashCode(),
                Confirmation.consumedBy("a").hashCode());
    }

    private int read(int limit) {
        return reader.poll((buffer, offset, length, header) -> {}, limit);
    }

    private void readUntil(BooleanSupplier condition) {
        await("read", () -> {
            read(100);
            return condition.getAsBoolean();
        });
    }

    private void readAll(int frames) {
        AtomicInteger done = new AtomicInteger();
        await("read " + frames, () -> {
            done.addAndGet(read(frames - done.get()));
            return done.get() == frames;
        });
    }

    private static Flux<Outgoing<Long, Long>> numbers(long count) {
        return Flux.fromStream(() -> LongStream.range(0, count).mapToObj(i -> new Outgoing<>(i, i)));
    }

    private JournalSink sink() {
        return JournalSink.to(temp.path()).options(OPTIONS).confirm(Confirmation.consumedBy("risk"));
    }
}
