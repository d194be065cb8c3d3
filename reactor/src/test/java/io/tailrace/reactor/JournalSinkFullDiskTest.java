package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Journal;
import io.tailrace.NoSpaceException;
import io.tailrace.Until;
import io.tailrace.check.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** A full disk stops the source's demand; when there is space, sending goes on by itself. */
@Timeout(60)
class JournalSinkFullDiskTest {
    private static final int LENGTH = 16 * 1024 - 16;
    private static final int PREFETCH = 4;

    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    void holdsWhileThereIsNoSpaceAndGoesOnByItself() {
        for (Scheduler scheduler : new Scheduler[] {Schedulers.immediate(), Schedulers.parallel()}) {
            holds(
                    temp.path(),
                    scheduler,
                    temp.kit().faults()::fillDisk,
                    temp.kit().faults()::freeDisk);
        }
    }

    /** The kit's fault is in this process; this is what it stands for. */
    @Test
    void holdsOnAFileSystemThatIsFull() {
        try (SmallDisk disk = SmallDisk.mount(temp.path("disk"), 1 << 20)) {
            holds(disk.path().resolve("journal"), Schedulers.parallel(), disk::fill, disk::free);
        }
    }

    private static void holds(Path path, Scheduler scheduler, Runnable fill, Runnable free) {
        Journal.openOrCreate(path, TempJournal.OPTIONS).close();
        fill.run();
        AtomicLong requested = new AtomicLong();
        AtomicLong emitted = new AtomicLong();
        AtomicReference<Scannable> subscription = new AtomicReference<>();
        AtomicReference<Object> told = new AtomicReference<>();
        Flux<Integer> source = Flux.range(0, 24)
                .publishOn(scheduler, 1)
                .doOnRequest(requested::addAndGet)
                .doOnNext(n -> emitted.incrementAndGet());
        JournalSink.to(path)
                .prefetch(PREFETCH)
                .send(source, LARGE)
                .doOnSubscribe(s -> subscription.set(Scannable.from(s)))
                .subscribe(told::set, told::set);
        await(
                "the disk is full",
                () -> subscription.get() != null
                        && subscription.get().scan(Scannable.Attr.ERROR) instanceof NoSpaceException);
        await("all that was requested is emitted", () -> emitted.get() == requested.get());
        await("held", () -> held(subscription) > 0);
        int held = held(subscription);
        assertTrue(held <= PREFETCH, held + " held");
        assertTrue(requested.get() <= emitted.get() - held + PREFETCH);
        assertNull(told.get());
        free.run();
        await("told", () -> told.get() != null);
        assertTrue(told.get() instanceof SendTotal, told.toString());
        assertEquals(24, ((SendTotal) told.get()).count());
        assertEquals(
                Flux.range(0, 24).collectList().block(),
                JournalFlux.from(path)
                        .until(Until.tail())
                        .receive((buffer, offset, length, header) -> buffer.getInt(offset))
                        .collectList()
                        .block(DEADLINE));
        Journal.delete(path);
    }

    @Test
    void stallTimeoutMakesItAnError() {
        Path path = temp.path();
        temp.open().close();
        temp.kit().faults().fillDisk();
        for (Duration timeout : new Duration[] {Duration.ZERO, Duration.ofMillis(100)}) {
            long began = System.nanoTime();
            StepVerifier.create(JournalSink.to(path)
                            .stallTimeout(timeout)
                            .send(Flux.range(0, 24).publishOn(Schedulers.parallel()), LARGE))
                    .expectError(NoSpaceException.class)
                    .verify(DEADLINE);
            assertTrue(System.nanoTime() - began >= timeout.toNanos());
        }
    }

    private static int held(AtomicReference<Scannable> subscription) {
        return subscription.get().scanOrDefault(Scannable.Attr.BUFFERED, -1);
    }

    private static final FrameEncoder<Integer> LARGE = new FrameEncoder<>() {
        @Override
        public int maxLength(Integer value) {
            return LENGTH;
        }

        @Override
        public int encode(Integer value, MutableDirectBuffer buffer, int offset) {
            buffer.putInt(offset, value);
            return LENGTH;
        }
    };
}
