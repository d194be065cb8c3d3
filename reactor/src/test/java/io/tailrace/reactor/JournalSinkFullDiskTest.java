package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Journal;
import io.tailrace.NoSpaceException;
import io.tailrace.Until;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Assumptions;
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
    void holdsOnAFileSystemThatIsFull() throws IOException {
        Path disk = Files.createDirectory(temp.path("disk"));
        int code = run("mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", disk.toString());
        if (code != 0 && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("cannot mount a tmpfs: CI has to run as root, in a container with CAP_SYS_ADMIN");
        }
        Assumptions.assumeTrue(code == 0, "needs root, to mount a small file system");
        try {
            Path filler = disk.resolve("filler");
            holds(disk.resolve("journal"), Schedulers.parallel(), () -> fillUp(filler), () -> delete(filler));
        } finally {
            await("unmounted", () -> run("umount", disk.toString()) == 0);
        }
    }

    private static void fillUp(Path filler) {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("No space left"), e.getMessage());
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
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
