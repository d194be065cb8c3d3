package io.tailrace.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.micrometer.SharedLook.Seen;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However many threads read however many meters, there are two looks a second, and nobody waits for one. */
@Timeout(60)
class SharedLookTest {
    @RegisterExtension
    final Measured measured = new Measured();

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void manyThreadsShareALook() {
        SharedLook look = look(looks::incrementAndGet);
        for (int round = 1; round <= 20; round++) {
            List<CompletableFuture<Void>> readers = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> {
                        for (int read = 0; read < 50; read++) {
                            assertTrue(look.get().look() != null);
                        }
                    }))
                    .toList();
            readers.forEach(CompletableFuture::join);
            assertEquals(round, looks.get());
            nanos.addAndGet(SharedLook.FRESH_NANOS);
        }
    }

    @Test
    void whoReadsWhileAnotherLooksGetsTheLookBefore() throws Exception {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        SharedLook look = look(() -> {
            if (looks.incrementAndGet() == 2) {
                looking.countDown();
                assertTrue(goOn.await(30, TimeUnit.SECONDS));
            }
            return null;
        });
        Seen first = look.get();
        nanos.addAndGet(2 * SharedLook.FRESH_NANOS);
        CompletableFuture<Seen> second = CompletableFuture.supplyAsync(look::get);
        assertTrue(looking.await(30, TimeUnit.SECONDS));
        nanos.addAndGet(2 * SharedLook.FRESH_NANOS);
        Seen meanwhile = look.get();
        assertTrue(meanwhile != first, "what is told is seen already");
        assertEquals(2, looks.get(), "it did not look itself");
        goOn.countDown();
        assertSame(meanwhile, second.get(30, TimeUnit.SECONDS));
    }

    /** As a registry's listener may do with each meter that is added, on a machine that is slow. */
    @Test
    void whoIsToldReadsWhatItIsToldHoweverLongThatTakes() {
        SharedLook[] look = new SharedLook[1];
        look[0] = look(() -> {
            looks.incrementAndGet();
            nanos.addAndGet(2 * SharedLook.FRESH_NANOS);
            return look[0].get();
        });
        assertTrue(look[0].get().look() != null);
        assertEquals(1, looks.get());
        assertTrue(look[0].get().look() != null);
        assertEquals(2, looks.get(), "it looks again behind it");
    }

    @Test
    void nobodyLooksAnyMoreWhenItIsClosed() {
        SharedLook look = look(looks::incrementAndGet);
        Seen last = look.get();
        look.close();
        nanos.addAndGet(2 * SharedLook.FRESH_NANOS);
        assertSame(last, look.get());
        assertEquals(1, looks.get());
    }

    private SharedLook look(Callable<?> told) {
        measured.create();
        return measured.closeLater(new SharedLook(new Lookout(measured.path()), nanos::get, seen -> {
            try {
                told.call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }));
    }
}
