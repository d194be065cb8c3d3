package io.tailrace.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus;
import io.tailrace.test.TestJournal;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A place for a journal, its metrics, a registry, and a clock that goes on when a test says so. Gone after the test. */
final class Measured implements BeforeEachCallback, AfterEachCallback {
    static final int PAGE = 64 * 1024;
    static final JournalOptions SMALL = JournalOptions.defaults().pageSize(PAGE);

    final MeterRegistry registry = new SimpleMeterRegistry();
    private @Nullable TestJournal kit;
    private @Nullable JournalMetrics metrics;
    private long nanos;

    @Override
    public void beforeEach(ExtensionContext context) {
        kit = TestJournal.absent();
        metrics = closeLater(JournalMetrics.of(path(), () -> nanos));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (kit != null) {
            kit.close();
        }
    }

    Path path() {
        return Objects.requireNonNull(kit).path("ticks");
    }

    JournalMetrics metrics() {
        return Objects.requireNonNull(metrics);
    }

    Journal create() {
        return create(SMALL);
    }

    Journal create(JournalOptions options) {
        return closeLater(Journal.openOrCreate(path(), options));
    }

    <T extends AutoCloseable> T closeLater(T what) {
        return Objects.requireNonNull(kit).closing(what);
    }

    JournalMetrics bind() {
        metrics().bindTo(registry);
        return metrics();
    }

    /** What was looked at is old from now on, and the next look sees who came and went. */
    void later() {
        nanos += SharedLook.FRESH_NANOS;
        value(JournalMeters.UP);
    }

    JournalStatus status() {
        try (Journal journal = Journal.open(path(), JournalOptions.defaults().readOnly(true))) {
            return journal.status();
        }
    }

    static void append(Appender appender, int frames, int length) {
        for (int i = 0; i < frames; i++) {
            appender.append(new byte[length]);
        }
    }

    /** Value or count of a meter of the journal. */
    double value(JournalMeters meter) {
        return first(search(meter).meters());
    }

    /** Value or count of a meter of a consumer. */
    double value(JournalMeters meter, String consumer) {
        return first(search(meter).tag("consumer", consumer).meters());
    }

    /** Total time of a meter of the journal, in the registry's seconds. */
    double seconds(JournalMeters meter) {
        return StreamSupport.stream(
                        search(meter).meters().iterator().next().measure().spliterator(), false)
                .filter(m -> m.getStatistic() == Statistic.TOTAL_TIME)
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    boolean has(JournalMeters meter, String consumer) {
        return !search(meter).tag("consumer", consumer).meters().isEmpty();
    }

    Search search(JournalMeters meter) {
        return registry.find(meter.getName());
    }

    private static double first(Iterable<Meter> meters) {
        return meters.iterator().next().measure().iterator().next().getValue();
    }
}
