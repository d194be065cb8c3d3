package io.tailrace.mutant;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Await;
import io.tailrace.Batch;
import io.tailrace.Claim;
import io.tailrace.ConsumerPolicy;
import io.tailrace.Frame;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Retention;
import io.tailrace.layout.PageDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Sound journals to make mutants of: small, and between them everything that a journal can have. Some are taken as they are while everybody
 * is at work, like a directory that was copied, or whose processes were killed.
 */
final class Bases {
    /** So many mutants in a row share journals. */
    private static final int BLOCK = 4096;

    private static final int JOURNALS = 12;
    private static final int PAGE_SIZE = 1 << PageDescriptor.MIN_BITS;

    private final Path directory;
    private final Image[] images = new Image[JOURNALS];
    private long block = Long.MIN_VALUE;
    private int made;

    Bases(Path directory) {
        this.directory = directory;
    }

    /** One of the block's journals: all is decided by the seed. */
    Image of(long seed, SplittableRandom random) {
        if (Math.floorDiv(seed, BLOCK) != block) {
            block = Math.floorDiv(seed, BLOCK);
            java.util.Arrays.fill(images, null);
        }
        int number = random.nextInt(JOURNALS);
        if (images[number] == null) {
            images[number] = make(new SplittableRandom(block * JOURNALS + number));
        }
        return images[number];
    }

    private Image make(SplittableRandom random) {
        Path path = directory.resolve("base-" + made++);
        JournalOptions options = JournalOptions.defaults()
                .pageSize(PAGE_SIZE)
                .writerSlots(2 + random.nextInt(4))
                .consumerSlots(6 + random.nextInt(3));
        boolean shared = random.nextBoolean();
        if (shared) {
            // Who claims is dead to everybody at once.
            options = options.mode(JournalMode.SHARED).patience(Duration.ZERO);
        }
        if (random.nextBoolean()) {
            options = options.capacity((long) PAGE_SIZE * (8 + random.nextInt(4)));
        }
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try (Journal journal = Journal.openOrCreate(path, options)) {
            return new Making(path, journal, random, open).run();
        } finally {
            Trees.closeAll(open);
            Trees.delete(path);
        }
    }

    /** One journal in the making. */
    private record Making(Path path, Journal journal, SplittableRandom random, Deque<AutoCloseable> open) {
        Image run() {
            Appender appender = appender();
            Appender second = journal.mode() == JournalMode.SHARED && random.nextBoolean() ? appender() : appender;
            List<Reader> readers = new ArrayList<>();
            int pages = random.nextInt(4);
            for (ConsumerPolicy policy : ConsumerPolicy.values()) {
                readers.add(reader(ReaderOptions.defaults()
                        .consumer("the " + policy.name().toLowerCase(java.util.Locale.ROOT))
                        .policy(policy)));
            }
            if (random.nextInt(3) == 0) {
                readers.add(reader(ReaderOptions.defaults().policy(ConsumerPolicy.GATE)));
            }
            for (int step = 0; appender.position() < (long) pages * PAGE_SIZE + random.nextInt(PAGE_SIZE); step++) {
                append(random.nextBoolean() ? appender : second, step);
                if (second != appender && random.nextInt(30) == 0) {
                    seal(second, step);
                }
                if (random.nextInt(12) == 0) {
                    readers.get(random.nextInt(readers.size()))
                            .poll(Frame.decoder(), frame -> true, 1 + random.nextInt(20));
                }
            }
            if (random.nextInt(3) == 0) {
                readers.forEach(reader -> reader.poll(Frame.decoder(), frame -> true, 10_000));
            }
            retain(readers);
            boolean closed = random.nextBoolean();
            if (closed) {
                Trees.closeAll(open);
            } else {
                leaveOpen(second);
                if (second != appender) {
                    append(appender, 1);
                    leaveOpen(appender);
                }
            }
            settlePages(appender.position(), random.nextBoolean() && !closed ? appender : null);
            return Image.read(path);
        }

        private Appender appender() {
            Appender appender = journal.appender(AppenderOptions.defaults().gateTimeout(Duration.ZERO));
            open.push(appender);
            return appender;
        }

        /** A claim that a reader has sealed, which its writer meets. */
        private void seal(Appender appender, int step) {
            long before = journal.status().sealed();
            try (Claim claim = appender.claim(200);
                    Reader reader = journal.reader()) {
                Await.until("sealed", () -> {
                    reader.poll(Frame.decoder(), frame -> true, 10_000);
                    return journal.status().sealed() > before;
                });
                claim.commit(100, 1, step);
            }
        }

        private Reader reader(ReaderOptions options) {
            Reader reader = journal.reader(options);
            open.push(reader);
            return reader;
        }

        private void append(Appender appender, int step) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    Batch batch = appender.batch(4_000);
                    boolean more = true;
                    while (more && random.nextInt(12) > 0) {
                        int length = random.nextInt(900);
                        more = batch.add(payload(length), 0, length, 3, step);
                    }
                    if (batch.size() == 0 || random.nextInt(4) == 0) {
                        batch.abort();
                    } else {
                        batch.publish();
                    }
                }
                case 1 -> {
                    Claim claim = appender.claim(random.nextInt(3_000));
                    if (random.nextBoolean()) {
                        claim.abort();
                    } else {
                        claim.commit();
                    }
                }
                case 2 -> appender.append(new byte[0], 0, 0, 0xFFFF, step);
                case 3 -> appender.append(payload(journal.maxPayloadLength()), 0, journal.maxPayloadLength(), 1, step);
                default -> {
                    byte[] payload = payload(random.nextInt(4_000));
                    appender.append(payload, 0, payload.length, step & 7, random.nextBoolean() ? 0 : step);
                }
            }
        }

        private byte[] payload(int length) {
            byte[] payload = new byte[length];
            random.nextBytes(payload);
            return payload;
        }

        private void retain(List<Reader> readers) {
            switch (random.nextInt(6)) {
                case 0 -> journal.setRetention(Retention.pages(1 + random.nextInt(3)));
                case 1 -> journal.setRetention(Retention.bytes(1 + random.nextInt(3 * PAGE_SIZE)));
                case 2 -> journal.setRetention(Retention.age(Duration.ofNanos(1 + random.nextInt(1000))));
                case 3 -> {
                    readers.forEach(reader -> reader.poll(Frame.decoder(), frame -> true, 10_000));
                    journal.setRetention(Retention.consumers());
                }
                default -> {
                    return;
                }
            }
        }

        /** What a process has open when it is killed. */
        private void leaveOpen(Appender appender) {
            switch (random.nextInt(3)) {
                case 0 -> {
                    Claim claim = appender.claim(2_000);
                    claim.buffer().setMemory(0, 1_500, (byte) 0x22);
                }
                case 1 -> {
                    Batch batch = appender.batch(2_000);
                    batch.add(payload(300), 0, 300, 1, 1);
                    batch.add(payload(300), 0, 300, 1, 1);
                }
                default -> {
                    return;
                }
            }
        }

        /** Whether a page was prepared ahead is a matter of time, which is taken out of it. */
        private void settlePages(long position, @org.jspecify.annotations.Nullable Appender prepares) {
            long next = (position >>> PageDescriptor.MIN_BITS) + 1;
            Path prepared = path.resolve(PageDescriptor.fileName(next));
            if (prepares != null) {
                prepares.isReady(journal.maxPayloadLength());
                prepares.whenReady(journal.maxPayloadLength());
                Await.until("page " + next, () -> Files.exists(prepared));
            } else {
                Trees.deleteFile(prepared);
            }
        }
    }
}
