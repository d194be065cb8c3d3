package io.tailrace.samples.dashboard;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Looks at all journals twice a second, on one thread, and tells those who look. */
final class Sampler implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Sampler.class.getName());

    static final int PERIOD_MILLIS = 500;

    private static final double SCAN_SECONDS = 1;
    /** An overview that does not change is sent as often as this, so that whoever looks knows that the server lives. */
    private static final double SILENCE_SECONDS = 4;

    private final Catalog catalog;
    private final Topic overview = new Topic();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "sampler");
        made.setDaemon(true);
        return made;
    });
    private @Nullable Moment scannedAt;
    private @Nullable Moment sentAt;
    private List<Row> sent = List.of();

    Sampler(Catalog catalog) {
        this.catalog = catalog;
    }

    void start() {
        thread.scheduleWithFixedDelay(this::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            lookAtAll();
        } catch (RuntimeException | Error e) {
            // Not foreseen. Said, and no reason to stop looking.
            LOG.log(System.Logger.Level.ERROR, "a look at the journals failed", e);
        }
    }

    private void lookAtAll() {
        Moment now = Moment.now();
        if (scannedAt == null || now.secondsSince(scannedAt) >= SCAN_SECONDS) {
            catalog.scan(now);
            scannedAt = now;
        }
        for (JournalWatch watch : catalog.all()) {
            watch.sample(Moment.now());
            watch.publish();
        }
        publish(now);
    }

    private void publish(Moment now) {
        if (!overview.isWatched()) {
            return;
        }
        List<Row> rows = rows();
        if (sentAt == null || now.secondsSince(sentAt) >= SILENCE_SECONDS || !rows.equals(sent)) {
            overview.publish(encode(rows, now));
            sent = rows;
            sentAt = now;
        }
    }

    private List<Row> rows() {
        return catalog.all().stream().map(JournalWatch::row).toList();
    }

    private byte[] encode(List<Row> rows, Moment now) {
        return Sse.event("overview", Json.bytes(new Overview(now.epochNanos(), catalog.roots(), rows)));
    }

    /** All journals as they were at the last look. Any thread. */
    Overview overview() {
        return new Overview(Moment.now().epochNanos(), catalog.roots(), rows());
    }

    /** Events of all journals. */
    Flux<byte[]> overviews() {
        return overview.flux(thread, () -> encode(rows(), Moment.now()));
    }

    /** Events of one journal. */
    Flux<byte[]> live(JournalWatch watch) {
        return watch.live().flux(thread, watch::hello);
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            // What is mapped is not taken from under who looks at it.
            thread.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
