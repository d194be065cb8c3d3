package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Await;
import io.tailrace.ConsumerPolicy;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Hiccups;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.layout.ControlDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer in one process and consumers in others: it stands still within the capacity, and goes on as soon as it may. */
class GateIT {
    private static final int PAGE = 1 << 16;
    private static final int CAPACITY = 3 * PAGE + 1000;
    private static final int ENDLESS = 5_000;
    private static final long LONG_ENOUGH_NANOS = 200_000_000L;
    private static final long FREED_MILLIS = 100;

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private Path path;
    private Journal journal;
    private ChildProcess writer;
    private ChildProcess consumer;

    @BeforeEach
    void start() {
        path = directory.resolve("journal");
        journal = Journal.openOrCreate(
                path, JournalOptions.defaults().pageSize(PAGE).capacity(CAPACITY));
        writer = ChildProcess.start(PuppetMain.class, path);
        obey(writer, "write");
        obey(writer, "append 1");
        consumer = ChildProcess.start(PuppetMain.class, path);
    }

    @AfterEach
    void end() {
        writer.close();
        consumer.close();
        journal.close();
        SharedMemoryDirectory.empty(directory);
    }

    private static void obey(ChildProcess child, String command) {
        child.tell(command);
        child.expect(command);
    }

    @Test
    void positionAndSpaceStandStillWhileTheConsumerReadsNothing() throws IOException {
        obey(consumer, "read slow");
        JournalStatus status = standing();
        assertEquals("slow", status.consumers().get(0).name());
        assertTrue(status.consumers().get(0).alive());
        readAll("slow");
    }

    @Test
    void aKilledConsumerGatesUntilItsNameGoesOn() throws IOException {
        obey(consumer, "read slow");
        consumer.killAndWait();
        assertFalse(standing().consumers().get(0).alive());
        readAll("slow");
    }

    @Test
    void aLargerCapacityFreesTheWriter() throws IOException {
        obey(consumer, "read slow");
        standing();
        awaitFreed(() -> journal.setCapacity(CAPACITY + PAGE));
        assertWithinCapacity(standing(), CAPACITY + PAGE);
    }

    @Test
    void anotherPolicyFreesTheWriter() throws IOException {
        obey(consumer, "read slow");
        consumer.killAndWait();
        standing();
        awaitFreed(() -> journal.setPolicy("slow", ConsumerPolicy.EVICT));
        writer.expect("append " + ENDLESS);
    }

    @Test
    void removingTheConsumerFreesTheWriter() throws IOException {
        obey(consumer, "read slow");
        consumer.killAndWait();
        standing();
        awaitFreed(() -> journal.removeConsumer("slow"));
        writer.expect("append " + ENDLESS);
    }

    /** It registers far more than the capacity behind the writer: what was granted before is appended, and nothing more. */
    @Test
    void whoRegistersWhileTheWriterRunsIsRespected() {
        writer.tell("append " + 1_000 * ENDLESS);
        Await.until("the writer is far ahead", () -> journal.status().tail() > 4 * CAPACITY);
        obey(consumer, "read late");
        long tail = journal.status().tail();
        long standing = awaitStanding(journal);
        boolean atTheNextPage = standing == (tail / PAGE + 1) * PAGE + 64;
        assertTrue(standing <= tail + 400 || atTheNextPage, "went on from " + tail + " to " + standing);
        Await.instant(LONG_ENOUGH_NANOS);
        assertEquals(standing, journal.status().tail());
    }

    @Test
    void aReaderWithoutANameGatesAsLongAsItLives() throws IOException {
        obey(consumer, "gate");
        writer.tell("append " + ENDLESS);
        long tail = awaitStanding(journal);
        assertTrue(tail <= 64 + 400 + CAPACITY, "one frame was read, and " + tail + " is the tail");
        awaitFreed(consumer::killAndWait);
        writer.expect("append " + ENDLESS);
    }

    private JournalStatus standing() throws IOException {
        writer.tell("append " + ENDLESS);
        awaitStanding(journal);
        JournalStatus status = journal.status();
        assertWithinCapacity(status, journal.capacity());
        // One is made ahead of the page that is written.
        long pages = status.currentPageIndex() + 2;
        Await.until("the page ahead is made", () -> pages() == pages);
        Await.instant(LONG_ENOUGH_NANOS);
        assertEquals(status.tail(), journal.status().tail());
        assertEquals(pages, pages());
        return status;
    }

    /** The longest frame that the writer makes has 336 bytes: no room for one more was left. */
    private static void assertWithinCapacity(JournalStatus status, long capacity) {
        long ahead = status.tail() - status.consumers().get(0).cursor();
        assertTrue(ahead <= capacity && ahead > capacity - 400, ahead + " bytes ahead, with " + capacity);
    }

    private static long awaitStanding(Journal journal) {
        try (ControlFile control = ControlFile.open(journal.path().resolve(ControlDescriptor.FILE_NAME), false)) {
            Await.until("the writer waits", () -> control.writerWaitingFor(0) != 0);
            return journal.status().tail();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private long pages() {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.toString().endsWith(".page")).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitFreed(Runnable change) {
        try (Hiccups hiccups = new Hiccups();
                ControlFile control = ControlFile.open(path.resolve(ControlDescriptor.FILE_NAME), false)) {
            long waitsFor = control.writerWaitingFor(0);
            assertTrue(waitsFor != 0, "the writer waits");
            change.run();
            long begin = System.nanoTime();
            Await.until("the writer goes on", Duration.ofSeconds(5), () -> control.writerWaitingFor(0) != waitsFor);
            long millis = (System.nanoTime() - begin) / 1_000_000;
            long late = hiccups.longestMillis();
            assertTrue(millis <= FREED_MILLIS + late, "freed after " + millis + " ms, the machine was late by " + late);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The writer gets through, and nothing is lost or twice. */
    private void readAll(String name) {
        if (consumer.isAlive()) {
            obey(consumer, "close");
        }
        int frames = 1 + ENDLESS;
        long first = journal.status().consumers().get(0).cursor();
        int[] read = {1};
        try (Reader reader = journal.reader(ReaderOptions.defaults().consumer(name))) {
            assertTrue(first > 64, "one was read by the other process");
            Await.until("all frames", () -> {
                reader.poll((buffer, offset, length, header) -> assertEquals(++read[0], header.timestamp()), 100);
                return read[0] == frames;
            });
        }
        writer.expect("append " + ENDLESS);
    }
}
