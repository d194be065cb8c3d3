package io.tailrace.stress.waiting;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Woken by a byte on a Unix domain socket: a file of its own, and a connection for each writer. */
final class UnixSocketIdle extends SideBellIdle {
    private static final int MOST_RINGS = 64;

    private final Path file;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final ByteBuffer rings = ByteBuffer.allocateDirect(MOST_RINGS);
    private @Nullable SocketChannel writer;

    UnixSocketIdle(Path directory) throws IOException {
        super(directory);
        file = SideBell.socket(directory);
        Files.deleteIfExists(file);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(file));
        server.configureBlocking(false);
        selector = Selector.open();
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    @Override
    void sleep() throws IOException {
        selector.select(key -> {}, BOUND_MILLIS);
        SocketChannel connected = writer;
        if (connected == null) {
            connected = server.accept();
            if (connected == null) {
                return;
            }
            connected.configureBlocking(false);
            connected.register(selector, SelectionKey.OP_READ);
            writer = connected;
        }
        rings.clear();
        connected.read(rings);
    }

    @Override
    public void close() throws IOException {
        selector.close();
        if (writer != null) {
            writer.close();
        }
        server.close();
        Files.deleteIfExists(file);
    }
}
