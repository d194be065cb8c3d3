package io.tailrace.stress.waiting;

import io.tailrace.check.Board;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The writer's side of what was tried beside the journal's bell: a number on a board says that somebody sleeps, a channel wakes it. */
final class SideBell implements AutoCloseable {
    private static final int ASLEEP = 0;

    /** What wakes. */
    enum Kind {
        NONE,
        UNIX_SOCKET,
        WATCHED_FILE
    }

    private final Board board;
    private final @Nullable WritableByteChannel channel;
    private final ByteBuffer one = ByteBuffer.allocateDirect(1);

    private SideBell(Board board, @Nullable WritableByteChannel channel) {
        this.board = board;
        this.channel = channel;
    }

    /** Behind the reader's, which makes what is opened here. */
    static SideBell open(Kind kind, Path directory) throws IOException {
        return new SideBell(
                board(directory),
                switch (kind) {
                    case NONE -> null;
                    case UNIX_SOCKET -> connect(directory);
                    case WATCHED_FILE -> FileChannel.open(watchedFile(directory), StandardOpenOption.WRITE);
                });
    }

    private static SocketChannel connect(Path directory) throws IOException {
        SocketChannel connected = SocketChannel.open(StandardProtocolFamily.UNIX);
        connected.connect(UnixDomainSocketAddress.of(socket(directory)));
        connected.configureBlocking(false);
        return connected;
    }

    static Board board(Path directory) {
        return Board.open(directory.resolve("asleep"), 1);
    }

    static boolean isAsleep(Board board) {
        return board.get(ASLEEP) != 0;
    }

    /** A full fence. */
    static void setAsleep(Board board) {
        board.replace(ASLEEP, 0, 1);
    }

    static Path socket(Path directory) {
        return directory.resolve("bell.socket");
    }

    /** Alone in a directory, which is watched. */
    static Path watchedFile(Path directory) {
        return directory.resolve("bell").resolve("bell");
    }

    static void makeWatchedFile(Path directory) throws IOException {
        Path file = watchedFile(directory);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[1]);
    }

    void ring() throws IOException {
        if (channel != null && isAsleep(board) && board.replace(ASLEEP, 1, 0)) {
            one.clear();
            if (channel instanceof FileChannel file) {
                file.write(one, 0);
            } else {
                channel.write(one);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
