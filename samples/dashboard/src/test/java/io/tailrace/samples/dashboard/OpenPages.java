package io.tailrace.samples.dashboard;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * As many pages as asked for that show a journal: what a browser has open for one, a stream of events, read as it comes by one thread for
 * all, and dropped.
 */
final class OpenPages implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Selector selector = Selector.open();
    private final List<Page> pages = new ArrayList<>();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final Thread reader = new Thread(this::read, "pages");
    private volatile IOException failure;

    /** One stream: its answer's head, and an empty line behind each event. */
    private static final class Page {
        private volatile long events;
        private byte last;

        void accept(ByteBuffer bytes) {
            long seen = 0;
            while (bytes.hasRemaining()) {
                byte next = bytes.get();
                seen += next == '\n' && last == '\n' ? 1 : 0;
                last = next;
            }
            events += seen;
        }
    }

    private OpenPages() throws IOException {}

    /**
     * Opens pages, and waits until each has shown something.
     *
     * @param address the dashboard's
     * @param journal absolute path
     */
    static OpenPages open(String address, Path journal, int count) throws IOException {
        OpenPages opened = new OpenPages();
        try {
            URI uri = URI.create(address);
            for (int i = 0; i < count; i++) {
                opened.connect(uri, "/api/journals/" + Source.of(journal).id() + "/live");
            }
            opened.reader.setDaemon(true);
            opened.reader.start();
            opened.awaitFirstEvents();
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void connect(URI server, String path) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
        channels.add(channel);
        String request =
                "GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nAccept: text/event-stream\r\n\r\n";
        ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.configureBlocking(false);
        Page page = new Page();
        pages.add(page);
        channel.register(selector, SelectionKey.OP_READ, page);
    }

    private void awaitFirstEvents() throws IOException {
        long begin = System.nanoTime();
        while (!pages.isEmpty() && fewestEvents() == 0) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new IOException("a page showed nothing within 30 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Events that each page has had; more by some. */
    long fewestEvents() throws IOException {
        if (failure != null) {
            throw failure;
        }
        return pages.stream().mapToLong(page -> page.events).min().orElse(0);
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        try {
            while (selector.isOpen()) {
                selector.select(key -> readOne(key, buffer));
            }
        } catch (ClosedSelectorException e) {
            return;
        } catch (IOException e) {
            failure = e;
        }
    }

    private void readOne(SelectionKey key, ByteBuffer buffer) {
        buffer.clear();
        try {
            if (((SocketChannel) key.channel()).read(buffer) < 0) {
                throw new IOException("the dashboard closed a stream");
            }
            ((Page) key.attachment()).accept(buffer.flip());
        } catch (IOException e) {
            failure = e;
            key.cancel();
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
