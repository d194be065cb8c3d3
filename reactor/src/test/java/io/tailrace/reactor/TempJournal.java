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
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
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

/** A real journal with the smallest pages for each test, whose frames count up from 0. Gone after the test. */
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

    private @Nullable Path directory;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        make();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        remove();
    }

    /** For tests that JUnit does not run. */
    void make() throws IOException {
        Path shm = Path.of("/dev/shm");
        directory = Files.isWritable(shm)
                ? Files.createTempDirectory(shm, "tailrace-reactor-test")
                : Files.createTempDirectory("tailrace-reactor-test");
    }

    /** Nothing if nothing was made: then there is no directory that may be deleted. */
    void remove() {
        Path made = directory;
        directory = null;
        if (made != null) {
            // A page may be in the making still when its writer has left.
            await("all files are deleted", () -> delete(made));
        }
    }

    Path path() {
        return path("ticks");
    }

    Path path(String name) {
        return Objects.requireNonNull(directory).resolve(name);
    }

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
        return flux().until(Until.tail()).receive().collectList().block(DEADLINE);
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
        try (Journal journal = Journal.open(path(), JournalOptions.defaults().readOnly(true))) {
            return journal.status().consumers().stream()
                    .filter(c -> c.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** As who removes pages does it: first the floor, then the files below it. */
    void remove(int pages) {
        ByteBuffer floor = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        floor.putLong(0, pages * 65536L + 64);
        try (FileChannel control = FileChannel.open(path().resolve("control"), StandardOpenOption.WRITE)) {
            control.write(floor, ControlDescriptor.FLOOR_OFFSET);
            for (int page = 0; page < pages; page++) {
                Files.delete(path().resolve(page + PageDescriptor.FILE_SUFFIX));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    /** Until this process has nothing of the journal mapped: closing ends in the background. */
    void awaitUnmapped() {
        await("nothing is mapped", () -> mappings().findAny().isEmpty());
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

    private static boolean delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }
}
