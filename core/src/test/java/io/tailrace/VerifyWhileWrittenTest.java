package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No false alarm while frames are appended, pages come and go, and consumers register, read and are removed. */
class VerifyWhileWrittenTest {
    private static final int PAGES = 150;
    private static final int LOOKS = 60;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final long seed = System.nanoTime();
    private final AtomicBoolean stopped = new AtomicBoolean();

    @ParameterizedTest
    @EnumSource
    void neverWrong(JournalMode mode) throws Exception {
        System.out.println("VerifyWhileWrittenTest: seed " + seed);
        Journal journal = journals.create(TestJournals.small().mode(mode).retention(Retention.pages(4)));
        List<CompletableFuture<Void>> others = new ArrayList<>();
        for (int i = 0; i < (mode == JournalMode.SHARED ? 3 : 1); i++) {
            int writer = i;
            others.add(CompletableFuture.runAsync(() -> append(journal, new Random(seed + writer))));
        }
        others.add(CompletableFuture.runAsync(() -> comeAndGo(journal)));
        int looks = 0;
        try {
            while (looks < LOOKS || journal.status().tail() >>> TestJournals.PAGE_BITS < PAGES) {
                assertNull(journal.verify().fault(), "seed " + seed + ", look " + looks);
                looks++;
                for (CompletableFuture<Void> other : others) {
                    requireWell(other);
                }
            }
        } finally {
            stopped.set(true);
            CompletableFuture.allOf(others.toArray(CompletableFuture[]::new))
                    .handle((done, failure) -> done)
                    .get();
        }
        assertNull(journal.verify().fault());
        assertTrue(journal.verify().frames() > 0);
    }

    private static void requireWell(CompletableFuture<Void> other) throws ExecutionException, InterruptedException {
        if (other.isDone()) {
            other.get();
        }
    }

    private void append(Journal journal, Random random) {
        byte[] payload = new byte[TestJournals.MAX_PAYLOAD];
        random.nextBytes(payload);
        try (Appender appender = journal.appender()) {
            while (!stopped.get()) {
                int length = random.nextInt(random.nextInt(8) == 0 ? payload.length : 200);
                switch (random.nextInt(4)) {
                    case 0 -> claim(appender, length, random);
                    case 1 -> batch(appender, payload, random);
                    default -> appender.append(payload, 0, length, 0, System.nanoTime());
                }
            }
        }
    }

    private static void claim(Appender appender, int length, Random random) {
        try (Claim claim = appender.claim(length)) {
            claim.buffer().setMemory(0, length, (byte) -1);
            if (random.nextBoolean()) {
                claim.commit();
            }
        }
    }

    private static void batch(Appender appender, byte[] payload, Random random) {
        try (Batch batch = appender.batch(1000)) {
            for (int i = 0; i < 5; i++) {
                batch.add(payload, 0, random.nextInt(100), 0, 1);
            }
            if (random.nextBoolean()) {
                batch.publish();
            }
        }
    }

    private void comeAndGo(Journal journal) {
        Random random = new Random(seed);
        while (!stopped.get()) {
            String name = "c" + random.nextInt(3);
            try (Reader reader =
                    journal.reader(ReaderOptions.defaults().consumer(name).policy(ConsumerPolicy.FREE))) {
                for (int i = 0; i < 20 && !stopped.get(); i++) {
                    reader.poll((buffer, offset, length, header) -> {}, 50);
                }
            } catch (GapException e) {
                assertTrue(e.to() > e.from(), "read on behind what is gone");
            }
            if (random.nextInt(4) == 0) {
                journal.removeConsumer(name);
            }
        }
    }
}
