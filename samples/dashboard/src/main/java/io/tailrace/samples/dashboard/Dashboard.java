package io.tailrace.samples.dashboard;

import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** The server: from its start to its end. */
final class Dashboard implements AutoCloseable {
    /** What the system may keep for a client that does not read, beside the one event that this process keeps. */
    private static final int SEND_BUFFER = 64 << 10;

    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int EVENT_LOOPS = 2;

    private final Catalog catalog;
    private final Sampler sampler;
    private final Looker looker;
    private final Verifying verifying = new Verifying();
    private final Metrics metrics;
    private final LoopResources loops = LoopResources.create("http", EVENT_LOOPS, true);
    private final DisposableServer server;

    /**
     * Starts it.
     *
     * @param port 0 = any that is free
     * @param paths journals, and directories of journals
     */
    Dashboard(String host, int port, List<Path> paths) throws IOException {
        StaticFiles files = new StaticFiles();
        catalog = new Catalog(paths);
        sampler = new Sampler(catalog);
        looker = new Looker(catalog);
        metrics = new Metrics(catalog);
        Api api = new Api(catalog, sampler, looker, verifying, metrics, files, new Hosts(host));
        server = HttpServer.create()
                .runOn(loops, false)
                .bindAddress(() -> new InetSocketAddress(host, port))
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .idleTimeout(IDLE)
                .requestTimeout(REQUEST)
                .handle(api::answer)
                .bindNow();
        sampler.start();
        looker.start();
    }

    /** Where it listens. */
    int port() {
        return server.port();
    }

    /** How many look at a journal. */
    int lookers() {
        return catalog.all().stream().mapToInt(watch -> watch.live().lookers()).sum();
    }

    @Override
    public void close() {
        server.disposeNow(PATIENCE);
        loops.disposeLater(Duration.ZERO, PATIENCE).block(PATIENCE.multipliedBy(2));
        looker.close();
        sampler.close();
        verifying.close();
        metrics.close();
        catalog.close();
    }
}
