package io.tailrace.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tailrace.Appender;
import io.tailrace.Until;
import io.tailrace.reactor.JournalFlux;
import io.tailrace.reactor.JournalSink;
import io.tailrace.reactor.Outgoing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Scannable;
import reactor.core.observability.micrometer.Micrometer;
import reactor.core.publisher.Flux;
import reactor.util.function.Tuples;

/** The generic meters of streams work on those of a journal. */
class StreamMetersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    final Measured measured = new Measured();

    @Test
    void aNamedFluxIsMeasured() {
        create(100);
        long read = JournalFlux.from(measured.path())
                .consumer("risk")
                .until(Until.tail())
                .receive()
                .name("ticks")
                .tag("desk", "fx")
                .tap(Micrometer.metrics(measured.registry))
                .limitRate(10)
                .count()
                .block(PATIENCE);
        assertEquals(100, read);
        assertEquals(1, measured.registry.get("ticks.subscribed").counter().count());
        assertEquals(100, measured.registry.get("ticks.onNext.delay").timer().count());
        assertTrue(measured.registry.get("ticks.requested").summary().totalAmount() >= 100);
        assertEquals(
                1,
                measured.registry
                        .get("ticks.flow.duration")
                        .tags("status", "completed", "journal", "ticks", "consumer", "risk", "desk", "fx")
                        .timer()
                        .count());
    }

    @Test
    void aFluxWithoutANameHasOne() {
        create(3);
        Flux<?> flux = JournalFlux.from(measured.path()).until(Until.tail()).receive();
        assertEquals("tailrace.journal", Scannable.from(flux).name());
        flux.tap(Micrometer.metrics(measured.registry)).blockLast(PATIENCE);
        assertEquals(
                3,
                measured.registry
                        .get("tailrace.journal.onNext.delay")
                        .tag("journal", "ticks")
                        .timer()
                        .count());
    }

    @Test
    void manualDeliveriesAreMeasured() {
        create(3);
        JournalFlux.from(measured.path())
                .consumer("risk")
                .until(Until.tail())
                .receiveManual()
                .doOnNext(delivery -> delivery.acknowledge())
                .name("manual")
                .tap(Micrometer.metrics(measured.registry))
                .blockLast(PATIENCE);
        assertEquals(3, measured.registry.get("manual.onNext.delay").timer().count());
    }

    @Test
    void readersWithAndWithoutANameFitIntoPrometheus() {
        create(3);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        JournalFlux flux = JournalFlux.from(measured.path()).until(Until.tail());
        for (JournalFlux one : List.of(flux, flux.consumer("risk"))) {
            one.receive().tap(Micrometer.metrics(registry)).blockLast(PATIENCE);
        }
        List<Meter> delays =
                List.copyOf(registry.find("tailrace.journal.onNext.delay").meters());
        assertEquals(2, delays.size());
        assertEquals(
                2,
                registry.scrape()
                        .lines()
                        .filter(line -> line.startsWith("tailrace_journal_onNext_delay_seconds_count"))
                        .count());
    }

    @Test
    void publishingIsMeasured() {
        JournalSink.to(measured.path())
                .options(Measured.SMALL)
                .send(Flux.just("a", "b", "c"))
                .name("publish")
                .tap(Micrometer.metrics(measured.registry))
                .block(PATIENCE);
        assertEquals(1, measured.registry.get("publish.subscribed").counter().count());
        assertEquals(
                1,
                measured.registry
                        .get("publish.flow.duration")
                        .tags("status", "completed", "journal", "ticks")
                        .timer()
                        .count());
    }

    @Test
    void publishingEachIsMeasured() {
        Flux<?> results = JournalSink.to(measured.path())
                .options(Measured.SMALL)
                .sendEach(Flux.range(1, 5).map(i -> new Outgoing<>(new byte[8], i)));
        assertEquals(
                List.of(Tuples.of("journal", "ticks")),
                Scannable.from(results).tags().toList());
        results.name("each").tap(Micrometer.metrics(measured.registry)).blockLast(PATIENCE);
        assertEquals(5, measured.registry.get("each.onNext.delay").timer().count());
        assertEquals(1, measured.registry.get("each.requested").summary().count());
    }

    private void create(int frames) {
        try (Appender appender = measured.create().appender()) {
            Measured.append(appender, frames, 100);
        }
    }
}
