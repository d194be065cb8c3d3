package io.tailrace.samples.dashboard;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tailrace.micrometer.JournalMetrics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The meters of all journals as Prometheus reads them. Looks at the journals when it is asked, and not before. Any thread. */
final class Metrics implements AutoCloseable {
    /** What the text is. */
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Catalog catalog;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Path, JournalMetrics> bound = new HashMap<>();

    Metrics(Catalog catalog) {
        this.catalog = catalog;
    }

    synchronized String scrape() {
        Set<Path> paths =
                catalog.all().stream().map(watch -> watch.source().path()).collect(Collectors.toSet());
        for (Iterator<Map.Entry<Path, JournalMetrics>> all = bound.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Path, JournalMetrics> entry = all.next();
            if (!paths.contains(entry.getKey())) {
                entry.getValue().close();
                all.remove();
            }
        }
        for (Path path : paths) {
            if (!bound.containsKey(path)) {
                JournalMetrics metrics = JournalMetrics.of(path);
                metrics.bindTo(registry);
                bound.put(path, metrics);
            }
        }
        return registry.scrape();
    }

    @Override
    public synchronized void close() {
        bound.values().forEach(JournalMetrics::close);
        bound.clear();
        registry.close();
    }
}
