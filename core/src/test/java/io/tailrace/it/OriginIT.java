package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Verification;
import io.tailrace.check.Board;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Figures;
import io.tailrace.check.Settings;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The failure that this project comes from: pages of 128 MiB, a reader stands at 134199368 of page 0 when the writer leaves that page at
 * 134209160, and never gets into page 1. Here five pages are left and entered at these very places by readers in all the states they can
 * be in, each in a process of its own.
 */
class OriginIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long FIRST_OF_LAST_PAGE = at(4, PageDescriptor.HEADER_LENGTH);

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private final long seed = Settings.seed();
    private final List<ChildProcess> children = new ArrayList<>();
    private Path path;
    private Board writing;
    private ChildProcess writer;

    /** A reader in a process of its own, and its board. */
    private record Follower(String name, Board board, ChildProcess process) {

        void awaitPosition(long position) {
            Await.until(
                    name + " at " + position + ", is at " + board.get(ReadMain.POSITION) + " " + process.errors(),
                    PATIENCE,
                    () -> board.get(ReadMain.POSITION) == position);
        }

        void awaitBeyond(long position) {
            Await.until(
                    name + " beyond " + position + " " + process.errors(),
                    PATIENCE,
                    () -> board.get(ReadMain.POSITION) > position);
        }

        void hold(long position) {
            board.set(ReadMain.HOLD, position);
        }

        void endWith(long sequence) {
            board.set(ReadMain.LAST, sequence);
            process.endWell();
        }
    }

    @BeforeEach
    void startWriter() {
        path = directory.resolve("journal");
        Journal.openOrCreate(path, JournalOptions.defaults().pageSize(OriginMain.PAGE_SIZE))
                .close();
        writing = Board.open(directory.resolve("writer"));
        writer = ChildProcess.start(OriginMain.class, path, directory.resolve("writer"), seed);
        children.add(writer);
    }

    @AfterEach
    void endChildren() {
        children.forEach(ChildProcess::close);
    }

    @Test
    void readersGoOnIntoTheNextPage() throws IOException {
        long begin = System.nanoTime();
        Follower live = follow("live", "-", "earliest", 0);
        Follower standing = follow("standing", "-", "earliest", at(0, OriginMain.READER));
        Follower lagging = follow("lagging", "-", "earliest", at(0, OriginMain.READER));
        Follower restarting = follow("restarting-0", "restarting", "earliest", 0);

        // Everybody stands where the reader of the failure stood, and the writer leaves the page.
        writeTo(at(0, OriginMain.READER));
        assertEquals(at(0, OriginMain.READER), writing.get(FeedMain.POSITION));
        for (Follower follower : List.of(live, standing, lagging, restarting)) {
            follower.awaitPosition(at(0, OriginMain.READER));
        }
        writeInto(1);
        assertEquals(FrameDescriptor.END, FrameDescriptor.state(word(0, OriginMain.END)), "the page is left at END");
        live.awaitBeyond(at(1, 0));
        restarting.awaitBeyond(at(1, 0));
        assertEquals(at(0, OriginMain.READER), standing.board.get(ReadMain.POSITION));
        standing.hold(0);
        standing.awaitBeyond(at(1, 0));

        // Closed clean where the reader stood, and started again once the writer was in the next page.
        writeTo(at(1, OriginMain.READER));
        long closed = writing.get(FeedMain.ACKNOWLEDGED);
        restarting.endWith(closed);
        writeInto(2);
        Follower second = follow("restarting-1", "restarting", "earliest", at(2, OriginMain.READER));

        // Killed there.
        writeTo(at(2, OriginMain.READER));
        long killed = writing.get(FeedMain.ACKNOWLEDGED);
        second.awaitPosition(at(2, OriginMain.READER));
        second.process.killAndWait();
        writeInto(3);
        Follower third = follow("restarting-2", "restarting", "earliest", 0);

        writeInto(4);
        assertEquals(at(0, OriginMain.READER), lagging.board.get(ReadMain.POSITION), "it lags four switches behind");
        lagging.hold(0);
        Follower late = follow("late", "-", "earliest", 0);
        Follower inTheMiddle = follow("in the middle", "-", Long.toString(at(1, OriginMain.READER)), 0);
        writeTo(FIRST_OF_LAST_PAGE + (1 << 20));
        writing.set(FeedMain.STOP, 1);
        writer.endWell();

        long last = writing.get(FeedMain.ACKNOWLEDGED);
        for (Follower follower : List.of(live, standing, lagging, third, late, inTheMiddle)) {
            follower.endWith(last);
        }
        for (Follower follower : List.of(live, standing, lagging, late)) {
            Delivery.requireAll(follower.board, 1, last, follower.name);
        }
        Delivery.requireAll(restarting.board, 1, closed, restarting.name);
        Delivery.requireAll(second.board, closed + 1, killed, second.name);
        Delivery.requireAll(third.board, killed + 1, last, third.name);
        Delivery.requireAll(inTheMiddle.board, closed + 1, last, inTheMiddle.name);
        requireClean(last, (System.nanoTime() - begin) / 1e9);
    }

    private void requireClean(long last, double seconds) {
        try (Journal journal = Journal.open(path)) {
            Verification verification = journal.verify();
            assertNull(verification.fault());
            assertEquals(5, verification.pages());
            assertEquals(last, verification.frames());
            Figures.print(
                    "origin: page size %d, reader at %d, END at %d, switches=%d readers=8 frames=%d seconds=%.1f seed=%d",
                    OriginMain.PAGE_SIZE,
                    OriginMain.READER,
                    OriginMain.END,
                    verification.pages() - 1,
                    last,
                    seconds,
                    seed);
        }
    }

    /** Lets the writer write up to a boundary, and there it stands. */
    private void writeTo(long position) {
        writing.set(FeedMain.LIMIT, position);
        Await.until(
                "writer at " + position + " " + writer.errors(),
                PATIENCE,
                () -> writing.get(FeedMain.POSITION) >= position);
    }

    /** Lets the writer write on until it has left for a page. */
    private void writeInto(long page) {
        long target = at(page, PageDescriptor.HEADER_LENGTH) + 1;
        writing.set(FeedMain.LIMIT, target);
        Await.until(
                "writer in page " + page + " " + writer.errors(),
                PATIENCE,
                () -> writing.get(FeedMain.POSITION) >= target);
    }

    private Follower follow(String name, String consumer, String start, long hold) {
        Path file = directory.resolve(name);
        Board board = Board.open(file);
        board.set(ReadMain.HOLD, hold);
        ChildProcess process = ChildProcess.start(ReadMain.class, path, file, 256, consumer, start);
        children.add(process);
        return new Follower(name, board, process);
    }

    private static long at(long page, int offset) {
        return page * OriginMain.PAGE_SIZE + offset;
    }

    private long word(long page, int offset) throws IOException {
        ByteBuffer word = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(path.resolve(PageDescriptor.fileName(page)))) {
            channel.read(word, offset);
        }
        return word.getLong(0);
    }
}
