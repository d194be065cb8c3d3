package io.tailrace.samples.dashboard;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tailrace.micrometer.JournalMetrics;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The catalog's journals for Prometheus. Nothing is measured but when somebody asks. Any thread that may wait for files. */
final class Metrics implements AutoCloseable {
    /** Of the text that {@link #scrape} makes. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Catalog catalog;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, JournalMetrics> journals = new HashMap<>();

    Metrics(Catalog catalog) {
        this.catalog = catalog;
    }

    /** All journals as they are now. */
    synchronized byte[] scrape() {
        follow(catalog.all().stream().map(JournalWatch::source).toList());
        return registry.scrape().getBytes(StandardCharsets.UTF_8);
    }

    private void follow(List<Source> sources) {
        Set<String> ids = sources.stream().map(Source::id).collect(Collectors.toSet());
        journals.entrySet().removeIf(entry -> {
            boolean forgotten = !ids.contains(entry.getKey());
            if (forgotten) {
                entry.getValue().close();
            }
            return forgotten;
        });
        for (Source source : sources) {
            journals.computeIfAbsent(source.id(), id -> {
                JournalMetrics metrics = JournalMetrics.of(source.path());
                metrics.bindTo(registry);
                return metrics;
            });
        }
    }

    @Override
    public synchronized void close() {
        journals.values().forEach(JournalMetrics::close);
        journals.clear();
        registry.close();
    }
}
