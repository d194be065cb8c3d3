package io.tailrace.mutant;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Batch;
import io.tailrace.Claim;
import io.tailrace.ConsumerPolicy;
import io.tailrace.ConsumerWatch;
import io.tailrace.DeliveryMode;
import io.tailrace.Frame;
import io.tailrace.GapException;
import io.tailrace.Journal;
import io.tailrace.JournalInUseException;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Retention;
import io.tailrace.Start;
import io.tailrace.Until;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything that an innocent process may do with a journal, whatever its bytes are. */
final class Uses {
    private static final int PAGE_SIZE = 1 << PageDescriptor.MIN_BITS;
    private static final List<String> NAMES = List.of("the gate", "the evict", "the free", "nobody");
    /** Who claims is sealed at once. */
    private static final JournalOptions OPTIONS = JournalOptions.defaults().patience(Duration.ZERO);

    /** Longer than it takes a machine with much to do to seal a claim. */
    private static final long STANDING_NANOS = 20_000_000_000L;

    private static final long PAUSE_NANOS = 500_000L;
    private static final int MOST_GAPS = 20;

    private final Path directory;
    private final Guard guard;
    private final SplittableRandom random;
    private final long mostFrames;
    private long standsAt;
    private long standsSince;

    /** @param bytes of the whole journal, which bound how often a reader may be given something */
    Uses(Path directory, Guard guard, SplittableRandom random, long bytes) {
        this.directory = directory;
        this.guard = guard;
        this.random = random;
        this.mostFrames = bytes / 16 + 100;
    }

    /** By who may not write. */
    void readOnly() {
        Journal journal = guard.call(
                "open read-only",
                () -> Journal.open(directory, JournalOptions.defaults().readOnly(true)));
        if (journal != null) {
            look(journal);
            for (String name : NAMES) {
                watch(journal, name);
            }
            close("the read-only journal", journal);
        }
    }

    /** By who may. */
    void writable() {
        Journal journal = random.nextInt(8) == 0
                ? guard.call("open or create", () -> Journal.openOrCreate(directory, OPTIONS.pageSize(PAGE_SIZE)))
                : guard.call("open", () -> Journal.open(directory, OPTIONS));
        if (journal == null) {
            return;
        }
        List<Runnable> uses = new ArrayList<>();
        for (String name : NAMES) {
            uses.add(() -> consume(journal, name));
        }
        uses.add(() -> append(journal));
        uses.add(() -> prune(journal));
        uses.add(() -> administer(journal));
        uses.add(() -> gate(journal));
        for (int i = uses.size(); i > 0; i--) {
            uses.add(uses.remove(random.nextInt(i)));
        }
        uses.forEach(Runnable::run);
        walk(journal);
        close("the journal", journal);
    }

    /** As a directory. */
    void end() {
        guard.call("list", () -> Journal.list(directory.getParent()));
        if (random.nextInt(32) == 0) {
            guard.call("delete", this::deleteUnlessOwned);
        }
        guard.call("delete by force", () -> Journal.delete(directory, true));
    }

    /** What was changed may say that a living process owns it: then only force helps. */
    private void deleteUnlessOwned() {
        try {
            Journal.delete(directory);
        } catch (JournalInUseException e) {
            if (!e.getMessage().contains("but lives")) {
                throw e;
            }
        }
    }

    private void look(Journal journal) {
        walk(journal);
        read(journal, ReaderOptions.defaults().start(Start.latest()));
        read(journal, ReaderOptions.defaults().start(Start.position(position())).until(Until.tail()));
        read(journal, ReaderOptions.defaults().start(Start.timestamp(random.nextInt(300))));
        read(journal, ReaderOptions.defaults().until(Until.timestamp(random.nextInt(300))));
        guard.call("prune, dry", () -> journal.prune(true));
        guard.call("retention", journal::retention);
        guard.call("capacity", journal::capacity);
    }

    private void walk(Journal journal) {
        guard.call("status", journal::status);
        guard.call("verify", journal::verify);
        read(journal, ReaderOptions.defaults());
    }

    private long position() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong(8L * PAGE_SIZE);
            case 1 -> random.nextLong(8L * PAGE_SIZE) & -8;
            case 2 -> (long) random.nextInt(8) * PAGE_SIZE + PageDescriptor.HEADER_LENGTH;
            default -> random.nextBoolean() ? Long.MAX_VALUE : random.nextLong();
        };
    }

    private void read(Journal journal, ReaderOptions options) {
        String what = "reader " + options.start() + " " + options.until();
        Reader reader = guard.call(what, () -> journal.reader(options));
        if (reader != null) {
            drain(what, journal, reader);
            guard.call("mark active", () -> reader.markActive(System.currentTimeMillis() * 1_000_000, false));
            close(what, reader);
        }
    }

    /** To the tail, over gaps, up to the first error. */
    private void drain(String what, Journal journal, Reader reader) {
        long frames = 0;
        for (int gaps = 0; gaps < MOST_GAPS; gaps++) {
            boolean[] gap = {false};
            boolean more = true;
            while (more) {
                Integer delivered = guard.call("poll by " + what, () -> {
                    try {
                        return reader.poll(
                                (buffer, offset, length, header) -> {
                                    if (length > 0) {
                                        buffer.getByte(offset);
                                        buffer.getByte(offset + length - 1);
                                    }
                                },
                                1_000);
                    } catch (GapException e) {
                        gap[0] = true;
                        throw e;
                    }
                });
                frames += delivered == null ? 0 : delivered;
                more = delivered != null && (delivered > 0 || waitsForSeal(what, journal, reader));
                if (frames > mostFrames) {
                    throw new Guard.Violation(what + " delivers more frames than there can be", null);
                }
            }
            if (!gap[0]) {
                return;
            }
        }
        throw new Guard.Violation(what + " meets one gap behind the other", null);
    }

    /**
     * Whether a reader that may write stands before a claim, which it has sealed: no claim is anybody's. Throws if that takes too long; else
     * gives it a moment.
     */
    private boolean waitsForSeal(String what, Journal journal, Reader reader) {
        long position = reader.position();
        if (journal.isReadOnly() || journal.mode() != JournalMode.SHARED || !isClaimed(journal, position)) {
            return false;
        }
        if (position != standsAt) {
            standsAt = position;
            standsSince = System.nanoTime();
        } else if (System.nanoTime() - standsSince > STANDING_NANOS) {
            throw new Guard.Violation(what + " stands before the claim at " + position, null);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
        return true;
    }

    private boolean isClaimed(Journal journal, long position) {
        int bits = Integer.numberOfTrailingZeros(journal.pageSize());
        Path page = directory.resolve(PageDescriptor.fileName(Positions.pageIndex(position, bits)));
        int offset = Positions.offset(position, bits);
        return Files.isRegularFile(page)
                && page.toFile().length() >= offset + 8
                && FrameDescriptor.state(RawFile.getLong(page, offset)) == FrameDescriptor.CLAIMED;
    }

    private void watch(Journal journal, String name) {
        ConsumerWatch watch = guard.call("watch of " + name, () -> journal.watchConsumer(name));
        if (watch != null) {
            guard.call("position of a watch", watch::position);
            guard.call("passed", () -> watch.hasPassed(position()));
            guard.call("when passed", () -> watch.whenPassed(position()));
            close("watch of " + name, watch);
        }
    }

    private void consume(Journal journal, String name) {
        DeliveryMode delivery = DeliveryMode.values()[random.nextInt(DeliveryMode.values().length)];
        ReaderOptions options = ReaderOptions.defaults()
                .consumer(name)
                .delivery(delivery)
                .start(random.nextBoolean() ? Start.earliest() : Start.latest())
                .takeoverTimeout(Duration.ZERO);
        ReaderOptions asked = random.nextBoolean() ? options : options.policy(policy());
        Reader reader = guard.call("consumer " + name, () -> journal.reader(asked));
        if (reader != null) {
            if (random.nextBoolean()) {
                drain("consumer " + name, journal, reader);
            } else {
                guard.call("poll", () -> reader.poll(Frame.decoder(), frame -> true, 1 + random.nextInt(5)));
            }
            if (delivery == DeliveryMode.MANUAL) {
                guard.call("commit", () -> reader.commit(reader.position()));
            }
            guard.call("mark active", () -> reader.markActive(1, true));
            close("consumer " + name, reader);
        }
    }

    private ConsumerPolicy policy() {
        return ConsumerPolicy.values()[random.nextInt(ConsumerPolicy.values().length)];
    }

    private void gate(Journal journal) {
        Reader reader = guard.call(
                "gating reader", () -> journal.reader(ReaderOptions.defaults().policy(ConsumerPolicy.GATE)));
        if (reader != null) {
            drain("gating reader", journal, reader);
            close("gating reader", reader);
        }
    }

    private void administer(Journal journal) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        guard.call("set policy", () -> journal.setPolicy(name, policy()));
        guard.call("reset", () -> journal.resetConsumer(name, start()));
        if (random.nextInt(4) == 0) {
            guard.call("remove", () -> journal.removeConsumer(name));
        }
        // A journal whose pages are said to be larger refuses what is less than one.
        guard.call(
                "set capacity",
                () -> {
                    journal.setCapacity((long) random.nextInt(4) * PAGE_SIZE);
                    return true;
                },
                List.of(IllegalArgumentException.class));
    }

    private Start start() {
        return switch (random.nextInt(4)) {
            case 0 -> Start.earliest();
            case 1 -> Start.latest();
            case 2 -> Start.timestamp(random.nextInt(200));
            default -> Start.position(position());
        };
    }

    private void prune(Journal journal) {
        guard.call("prune", () -> journal.prune());
        guard.call(
                "set retention",
                () -> journal.setRetention(
                        switch (random.nextInt(5)) {
                            case 0 -> Retention.pages(1 + random.nextInt(3));
                            case 1 -> Retention.bytes(1 + random.nextInt(2 * PAGE_SIZE));
                            case 2 -> Retention.age(Duration.ofNanos(1 + random.nextInt(9)));
                            case 3 -> Retention.consumers();
                            default -> Retention.all();
                        }));
    }

    private void append(Journal journal) {
        Appender appender = guard.call(
                "appender",
                () -> journal.appender(AppenderOptions.defaults()
                        .takeoverTimeout(Duration.ZERO)
                        .gateTimeout(Duration.ZERO)));
        if (appender == null) {
            return;
        }
        byte[] payload = new byte[1 + random.nextInt(5_000)];
        random.nextBytes(payload);
        Long position = guard.call("append", () -> appender.append(payload, 0, payload.length, 7, 4711));
        if (position != null) {
            if (position < 0) {
                throw new Guard.Violation("appended at " + position, null);
            }
            requireAppended(journal, position, payload);
        }
        byte[] large = new byte[journal.maxPayloadLength()];
        // A few more, over the page's end more often than not.
        for (int i = random.nextInt(6); i > 0; i--) {
            guard.call("append", () -> appender.append(large));
        }
        guard.call("batch", () -> {
            Batch batch = appender.batch(500);
            batch.add(payload, 0, Math.min(200, payload.length), 1, 2);
            batch.add(payload, 0, Math.min(100, payload.length), 1, 2);
            return batch.publish();
        });
        guard.call("claim", () -> {
            Claim claim = appender.claim(700);
            claim.buffer().setMemory(0, 700, (byte) 0x33);
            if (random.nextBoolean()) {
                claim.commit(random.nextInt(700), 1, 2);
            } else {
                claim.abort();
            }
        });
        guard.call("ready", () -> appender.isReady(1000));
        guard.call("when ready", () -> appender.whenReady(1000));
        guard.call("mark active", () -> appender.markActive(1));
        close("appender", appender);
    }

    /** What an append returned for is there, or cannot be reached: it is never something else. */
    private void requireAppended(Journal journal, long position, byte[] payload) {
        guard.call("read back", () -> {
            try (Reader reader = journal.reader(ReaderOptions.defaults().start(Start.position(position)))) {
                reader.poll(
                        Frame.decoder(),
                        frame -> {
                            if (frame.position() != position
                                    || frame.type() != 7
                                    || !Arrays.equals(frame.toByteArray(), payload)) {
                                throw new Guard.Violation("appended at " + position + ", but read was " + frame, null);
                            }
                            return false;
                        },
                        1);
            }
        });
    }

    private void close(String what, AutoCloseable opened) {
        guard.call("close of " + what, () -> {
            try {
                opened.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /**
     * Opens everything, changes the bytes under it, and goes on.
     *
     * @param change gives what ends it, or nothing
     */
    void whileOpen(Supplier<@Nullable Flicker> change) {
        Journal journal = Journal.open(directory, OPTIONS);
        List<AutoCloseable> opened = new ArrayList<>(List.of(journal));
        List<Reader> readers = new ArrayList<>();
        List<ReaderOptions> all = new ArrayList<>(List.of(
                ReaderOptions.defaults(),
                ReaderOptions.defaults().start(Start.latest()),
                ReaderOptions.defaults().policy(ConsumerPolicy.GATE)));
        for (String name : NAMES) {
            all.add(ReaderOptions.defaults()
                    .consumer(name)
                    .delivery(DeliveryMode.values()[random.nextInt(DeliveryMode.values().length)]));
        }
        for (ReaderOptions options : all) {
            if (random.nextBoolean()) {
                Reader reader = guard.call("reader before", () -> journal.reader(options));
                if (reader != null) {
                    opened.add(reader);
                    readers.add(reader);
                    guard.call("poll before", () -> reader.poll(Frame.decoder(), frame -> true, 1 + random.nextInt(9)));
                }
            }
        }
        Appender appender = guard.call(
                "appender before",
                () -> journal.appender(AppenderOptions.defaults()
                        .takeoverTimeout(Duration.ZERO)
                        .gateTimeout(Duration.ZERO)));
        ConsumerWatch watch = guard.call("watch before", () -> journal.watchConsumer(NAMES.get(random.nextInt(3))));
        if (watch != null) {
            opened.add(watch);
        }
        if (appender != null) {
            opened.add(appender);
            guard.call("append before", () -> appender.append(new byte[100]));
        }
        Flicker flicker = change.get();
        if (flicker != null) {
            opened.add(flicker);
        }
        for (Reader reader : readers) {
            drain("reader behind", journal, reader);
            guard.call(
                    "commit",
                    () -> {
                        reader.commit(reader.position());
                        return true;
                    },
                    List.of(IllegalStateException.class));
        }
        if (watch != null) {
            guard.call("position of a watch", watch::position);
        }
        if (appender != null) {
            byte[] large = new byte[journal.maxPayloadLength()];
            for (int i = 0; i < 6; i++) {
                guard.call("append behind", () -> appender.append(large));
            }
        }
        look(journal);
        prune(journal);
        for (int i = opened.size(); i > 0; i--) {
            close("what was open", opened.get(i - 1));
        }
    }
}
