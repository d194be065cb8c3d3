package io.tailrace.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tailrace.Journal;
import io.tailrace.JournalListener;
import io.tailrace.PausedReason;
import io.tailrace.ReaderOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is documented is what there is, and its names stay. */
class JournalMetersTest {
    @RegisterExtension
    final Measured measured = new Measured();

    @Test
    void everyMeterIsAsItIsDocumentedAndNoneIsMissing() {
        MeterRegistry registry = new SimpleMeterRegistry();
        registerAll(registry);
        Set<JournalMeters> found = EnumSet.noneOf(JournalMeters.class);
        for (Meter meter : registry.getMeters()) {
            Meter.Id id = meter.getId();
            JournalMeters documented = Stream.of(JournalMeters.values())
                    .filter(m -> m.getName().equals(id.getName()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(id + " is not documented"));
            found.add(documented);
            assertEquals(documented.getType(), id.getType(), id::getName);
            assertEquals(documented.description(), id.getDescription(), id::getName);
            if (documented.getBaseUnit() != null) {
                assertEquals(documented.getBaseUnit(), id.getBaseUnit(), id::getName);
            }
            Set<String> keys =
                    Stream.of(documented.getKeyNames()).map(KeyName::asString).collect(Collectors.toSet());
            assertEquals(keys, id.getTags().stream().map(Tag::getKey).collect(Collectors.toSet()), id::getName);
        }
        assertEquals(EnumSet.allOf(JournalMeters.class), found);
    }

    @Test
    void namesAreOfTailraceAndDiffer() {
        List<String> names =
                Stream.of(JournalMeters.values()).map(JournalMeters::getName).toList();
        assertEquals(names.size(), Set.copyOf(names).size());
        assertTrue(names.stream().allMatch(name -> name.matches("tailrace(\\.[a-z]+)+")), names::toString);
    }

    @Test
    void namesInPrometheusStay() throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registerAll(registry);
        Set<String> series = registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('}') + 1).replaceAll("\"[^\"]*\"", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(golden(), String.join("\n", series) + "\n");
    }

    private static String golden() throws IOException {
        try (var in = JournalMetersTest.class.getResourceAsStream("prometheus.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A journal with a consumer, and each event that a listener measures. */
    private void registerAll(MeterRegistry registry) {
        Journal journal = measured.create();
        journal.reader(ReaderOptions.defaults().consumer("c")).close();
        measured.metrics().bindTo(registry);
        JournalListener listener = JournalMetrics.listener(registry);
        listener.onPageMade(measured.path(), 1, 1_000);
        listener.onPaused(measured.path(), "c", PausedReason.ACKNOWLEDGE, 64);
        listener.onEvicted(measured.path(), "c", 64, 128);
    }
}
