package io.tailrace.samples.dashboard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Under which names this server answers. A page of a stranger can give its own name the address of loopback, and would be let in as the
 * same origin; it cannot change the name that the browser sends.
 */
final class Hosts {
    private final boolean loopback;

    Hosts(String boundTo) {
        boolean local;
        try {
            local = InetAddress.getByName(boundTo).isLoopbackAddress();
        } catch (UnknownHostException e) {
            local = false;
        }
        loopback = local;
    }

    /** Whether a request with this Host header is answered. */
    boolean allows(@Nullable String header) {
        if (!loopback) {
            return true;
        }
        if (header == null) {
            return false;
        }
        String host = header.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }
}
