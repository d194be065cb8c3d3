package io.tailrace.internal.wake;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A socket of one sleeper on the loopback address: a datagram wakes it, whatever is in it and whoever sent it. Works without native code or
 * JVM flag, within a network namespace.
 *
 * <p>A datagram, and no Unix domain socket: that would wake as fast, but leaves a file behind a killed process and needs a connection for
 * each pair of processes. A file that is watched wakes three times as late, for the JDK's watch service has a thread in between.
 */
final class Doorbell implements AutoCloseable {
    /** Always 127.0.0.1: what the JDK calls its loopback address is another one in a JVM that prefers IPv6, and all processes must mean the same. */
    private static final InetAddress LOOPBACK = loopback();

    private static final long NAMESPACE = namespace();
    private static final int PORT_MASK = 0xFFFF;

    /** A few lie there if many rang; who sends more than that does not keep the sleeper from its work. */
    private static final int MOST_RECEIVED = 16;

    private static final DatagramPacket NOTHING = new DatagramPacket(new byte[0], 0);
    private static @Nullable DatagramSocket sender;

    private final DatagramChannel channel;
    private final Selector selector;
    private final ByteBuffer received = ByteBuffer.allocateDirect(1);
    private final long word;

    private Doorbell(DatagramChannel channel, Selector selector, int port) {
        this.channel = channel;
        this.selector = selector;
        this.word = NAMESPACE << 32 | port;
    }

    /** Whether this process can tell in which network it is. */
    static boolean isAvailable() {
        return NAMESPACE != 0;
    }

    /** Null where there are no sockets. */
    static @Nullable Doorbell open() {
        DatagramChannel channel = null;
        Selector selector = null;
        try {
            channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(LOOPBACK, 0));
            channel.configureBlocking(false);
            selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new Doorbell(channel, selector, ((InetSocketAddress) channel.getLocalAddress()).getPort());
        } catch (IOException | RuntimeException e) {
            closeQuietly(channel);
            closeQuietly(selector);
            return null;
        }
    }

    /** What to leave where somebody is to ring. */
    long word() {
        return word;
    }

    /** Until it is rung, {@link #wakeUp} was called, the thread is interrupted, or the time is over. */
    void sleep(long nanos) throws IOException {
        // Whole milliseconds, up: to sleep a little longer is the smaller mistake, for it is woken.
        selector.select(each -> {}, Math.max(1, (nanos + 999_999) / 1_000_000));
        for (int i = 0; i < MOST_RECEIVED; i++) {
            // An interrupted thread would close the channel.
            if (Thread.currentThread().isInterrupted() || channel.receive(received) == null) {
                return;
            }
            received.clear();
        }
    }

    void wakeUp() {
        selector.wakeup();
    }

    /** Whether one that somebody left can be rung here. */
    static boolean isOfThisNetwork(long doorbell) {
        return NAMESPACE != 0 && doorbell >>> 32 == NAMESPACE && ((int) doorbell & PORT_MASK) != 0;
    }

    /** Rings one of this network. */
    static void ring(long doorbell) {
        int port = (int) doorbell & PORT_MASK;
        synchronized (Doorbell.class) {
            try {
                if (sender == null) {
                    // No channel, which an interrupted thread would close.
                    sender = new DatagramSocket();
                }
                NOTHING.setAddress(LOOPBACK);
                NOTHING.setPort(port);
                sender.send(NOTHING);
            } catch (IOException | RuntimeException e) {
                // Nobody is there any more, or this process may have no socket: the sleeper has its bound. What was
                // done before is done.
                return;
            }
        }
    }

    /** Whether somebody in this network has that socket; true if that cannot be told. */
    static boolean isOpenHere(long doorbell) {
        if (!isOfThisNetwork(doorbell)) {
            return false;
        }
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.bind(new InetSocketAddress(LOOPBACK, (int) doorbell & PORT_MASK));
            return false;
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    /** Inode of the network namespace, 0 if unknown. */
    private static long namespace() {
        try {
            String link = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
            return Long.parseLong(link.substring(link.indexOf('[') + 1, link.indexOf(']'))) & 0xFFFF_FFFFL;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        closeQuietly(selector);
        closeQuietly(channel);
    }

    private static void closeQuietly(@Nullable AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Exception e) {
            // Nothing was to be stored.
            return;
        }
    }
}
