package io.tailrace.micrometer;

import static io.tailrace.micrometer.JournalMeters.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.ConsumerPolicy;
import io.tailrace.DeliveryMode;
import io.tailrace.Journal;
import io.tailrace.PausedReason;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Retention;
import io.tailrace.reactor.Delivery;
import io.tailrace.reactor.JournalFlux;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;

/** What only the process itself knows. */
class ListenerMetersTest {
    @RegisterExtension
    final Measured measured = new Measured();

    @Test
    void pagesThatAreMadeHereAreTimed() {
        Journal journal = measured.create(Measured.SMALL.listener(JournalMetrics.listener(measured.registry)));
        Appender appender = measured.closeLater(journal.appender());
        Measured.append(appender, 2_000, 100);
        long made = journal.status().currentPageIndex();
        assertTrue(made > 2);
        Await.until(
                "pages made",
                () -> !measured.search(PAGE_MAKE).meters().isEmpty() && measured.value(PAGE_MAKE) >= made);
        assertTrue(measured.seconds(PAGE_MAKE) > 0);
    }

    @Test
    void whatAConsumerLosesIsCounted() {
        Journal journal = measured.create(Measured.SMALL
                .capacity(Measured.PAGE)
                .retention(Retention.consumers())
                .listener(JournalMetrics.listener(measured.registry)));
        journal.reader(ReaderOptions.defaults().consumer("lazy").policy(ConsumerPolicy.EVICT))
                .close();
        Appender appender = measured.closeLater(journal.appender());
        Measured.append(appender, 40, 8_000);
        Await.until("evicted", () -> measured.has(CONSUMER_LOST, "lazy") && measured.value(CONSUMER_LOST, "lazy") > 0);
        assertEquals("bytes", measured.search(CONSUMER_LOST).counter().getId().getBaseUnit());
    }

    @Test
    void aPauseIsTimedWhileItLastsAndEndsWithAnAcknowledge() {
        Journal journal = measured.create(Measured.SMALL.listener(JournalMetrics.listener(measured.registry)));
        Measured.append(measured.closeLater(journal.appender()), 10, 100);
        Queue<Delivery<?>> deliveries = new ConcurrentLinkedQueue<>();
        Disposable subscription = JournalFlux.from(journal)
                .consumer("risk")
                .maxInFlight(2)
                .receiveManual()
                .subscribe(deliveries::add);
        try {
            // The meter comes first, then what it counts.
            Await.until(
                    "a pause",
                    () -> measured.has(CONSUMER_PAUSE, "risk") && measured.value(CONSUMER_PAUSE, "risk") > 0);
            assertEquals(1, measured.value(CONSUMER_PAUSE, "risk"));
            measured.bind();
            assertEquals(1, measured.value(CONSUMER_PAUSED, "risk"), "from outside");
            double soFar = measured.seconds(CONSUMER_PAUSE);
            Await.until("it grows while it lasts", () -> measured.seconds(CONSUMER_PAUSE) > soFar);
            Await.until("all", () -> {
                for (Delivery<?> next = deliveries.poll(); next != null; next = deliveries.poll()) {
                    next.acknowledge();
                }
                measured.later();
                return measured.value(CONSUMER_LAG, "risk") == 0 && measured.value(CONSUMER_PAUSED, "risk") == 0;
            });
            awaitNoMore();
        } finally {
            subscription.dispose();
        }
    }

    @Test
    void aPauseEndsWithItsReader() {
        Journal journal = measured.create(Measured.SMALL.listener(JournalMetrics.listener(measured.registry)));
        Reader reader = journal.reader(ReaderOptions.defaults().consumer("risk").delivery(DeliveryMode.MANUAL));
        reader.markPaused(PausedReason.ACKNOWLEDGE, reader.position());
        Await.until("a pause", () -> measured.has(CONSUMER_PAUSE, "risk"));
        reader.close();
        awaitNoMore();
    }

    /** It is told on another thread, so it may take a moment until the time stands. */
    private void awaitNoMore() {
        Await.until("no more paused time", () -> {
            double seconds = measured.seconds(CONSUMER_PAUSE);
            Await.instant(20_000_000);
            return measured.seconds(CONSUMER_PAUSE) == seconds;
        });
    }

    /** A handle that is opened anew brings a new listener, and the registry has the meter of the first one. */
    @Test
    void listenersOfOneRegistryCountTogether() {
        long[] now = {0};
        Path path = Path.of("/dev/shm/ticks");
        for (int i = 1; i <= 3; i++) {
            ListenerMeters meters = new ListenerMeters(measured.registry, () -> now[0]);
            meters.onPaused(path, "risk", PausedReason.ACKNOWLEDGE, 100);
            now[0] += 1_000_000_000L;
            meters.onResumed(path, "risk");
            assertEquals(i, measured.value(CONSUMER_PAUSE));
            assertEquals(i, measured.seconds(CONSUMER_PAUSE));
        }
    }

    @Test
    void onePauseAtSeveralPositionsIsOne() {
        long[] now = {0};
        ListenerMeters meters = new ListenerMeters(measured.registry, () -> now[0]);
        Path path = Path.of("/dev/shm/ticks");
        for (long position : List.of(100L, 200L, 300L)) {
            meters.onPaused(path, "risk", PausedReason.ACKNOWLEDGE, position);
            now[0] += 1_000_000_000L;
        }
        assertEquals(3, measured.seconds(CONSUMER_PAUSE), "while it lasts");
        meters.onResumed(path, "risk");
        now[0] += 1_000_000_000L;
        meters.onResumed(path, "risk");
        meters.onResumed(path, "never paused");
        assertEquals(3, measured.seconds(CONSUMER_PAUSE));
        assertEquals(1, measured.value(CONSUMER_PAUSE));
        meters.onPaused(path, "risk", PausedReason.DRAINING, 400);
        now[0] += 1_000_000_000L;
        meters.onResumed(path, "risk");
        assertEquals(4, measured.seconds(CONSUMER_PAUSE));
        assertEquals(2, measured.value(CONSUMER_PAUSE));
    }
}
