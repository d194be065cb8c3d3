package io.tailrace.reactor;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Frame;
import io.tailrace.FrameDecoder;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.Until;
import io.tailrace.WriterActiveException;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.test.TestJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A journal of the kit for each test, made by whoever opens it first, with frames that count up from 0. */
final class TempJournal implements BeforeEachCallback, AfterEachCallback {
    static final Duration DEADLINE = Duration.ofSeconds(30);
    static final JournalOptions OPTIONS = JournalOptions.defaults().pageSize(64 * 1024);
    static final FrameDecoder<Long> NUMBER = (buffer, offset, length, header) -> buffer.getLong(offset);
    static final FrameEncoder<Long> NUMBERS = new FrameEncoder<>() {
        @Override
        public int maxLength(Long value) {
            return Long.BYTES;
        }

        @Override
        public int encode(Long value, MutableDirectBuffer buffer, int offset) {
            buffer.putLong(offset, value);
            return Long.BYTES;
        }
    };

    private @Nullable TestJournal journal;

    @Override
    public void beforeEach(ExtensionContext context) {
        make();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        remove();
    }

    /** For tests that JUnit does not run. */
    void make() {
        journal = TestJournal.absent();
    }

    /** Nothing if nothing was made. */
    void remove() {
        TestJournal made = journal;
        journal = null;
        if (made != null) {
            made.close();
        }
    }

    /** What this is one of, with all that the kit can do. */
    TestJournal kit() {
        return Objects.requireNonNull(journal);
    }

    Path path() {
        return kit().path();
    }

    /** Where there is nothing yet. */
    Path path(String name) {
        return kit().path(name);
    }

    /** Makes it, unless it is there. A handle that the test closes, or the kit complains of. */
    Journal open() {
        return Journal.openOrCreate(path(), OPTIONS);
    }

    /** Appends the numbers from (inclusive) to (exclusive); answers the position of the last one. */
    long append(long from, long to) {
        try (Journal journal = open();
                Appender appender = journal.appender()) {
            return append(appender, from, to);
        }
    }

    static long append(Appender appender, long from, long to) {
        byte[] number = new byte[Long.BYTES];
        long position = -1;
        for (long i = from; i < to; i++) {
            for (int b = 0; b < Long.BYTES; b++) {
                number[b] = (byte) (i >>> b * Byte.SIZE);
            }
            position = appender.append(number);
        }
        return position;
    }

    JournalFlux flux() {
        return JournalFlux.from(path());
    }

    List<Frame> frames() {
        return kit().frames();
    }

    List<Long> numbers() {
        return flux().until(Until.tail()).receive(NUMBER).collectList().block(DEADLINE);
    }

    /** Whether nobody writes; if so, it was taken and left. */
    boolean isRoleFree() {
        try (Journal journal = open();
                Appender appender = journal.appender(AppenderOptions.defaults().takeoverTimeout(Duration.ZERO))) {
            return appender.position() > 0;
        } catch (WriterActiveException e) {
            return false;
        }
    }

    boolean hasNumbers(int count) {
        return Files.exists(path().resolve("control")) && numbers().size() >= count;
    }

    ConsumerStatus consumer(String name) {
        return kit().consumer(name);
    }

    boolean hasConsumer(String name) {
        try (Journal journal = Journal.openToRead(path(), JournalOptions.defaults())) {
            return journal.status().consumers().stream().anyMatch(c -> c.name().equals(name) && c.alive());
        }
    }

    /** As who takes the writer's role from one that lives fences it. */
    void raiseEpoch() throws IOException {
        try (FileChannel control =
                FileChannel.open(path().resolve("control"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            control.read(word, ControlDescriptor.WATCH_OFFSET);
            word.putLong(0, word.getLong(0) + (1L << 32)).rewind();
            control.write(word, ControlDescriptor.WATCH_OFFSET);
        }
    }

    /** Until this process has a page mapped. */
    void awaitMapped(long page) {
        await("page " + page + " is mapped", () -> mappings().anyMatch(line -> line.contains("/" + page + ".page")));
    }

    private Stream<String> mappings() {
        try {
            return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                    .filter(line -> line.contains(path().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long cursor(String name) {
        return consumer(name).cursor();
    }

    /** One turn of a loop without a thread. */
    static void turn(PollLoop loop) {
        try {
            loop.agent().doWork();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Ends a loop without a thread, with all that it has open. */
    static void end(PollLoop loop) {
        loop.dispose();
        turn(loop);
    }

    static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    /** Waits for a condition; it not coming true is the failure. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("did not come true: " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }
}
