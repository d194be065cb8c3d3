package io.tailrace.micrometer;

import static io.tailrace.micrometer.JournalMeters.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Await;
import io.tailrace.Claim;
import io.tailrace.ConsumerPolicy;
import io.tailrace.GateClosedException;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.JournalStatus;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Retention;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is measured of a journal is what its status says. */
class JournalMetricsTest {
    @RegisterExtension
    final Measured measured = new Measured();

    @Test
    void journalsMetersAreItsStatus() {
        Journal journal = measured.create();
        Appender appender = measured.closeLater(journal.appender());
        Measured.append(appender, 5_000, 100);
        measured.bind();
        JournalStatus status = measured.status();
        assertEquals(1, measured.value(UP));
        assertEquals(status.tail(), measured.value(POSITION));
        assertEquals(5_000, measured.value(APPEND_FRAMES));
        assertEquals(status.tail(), measured.value(APPEND_BYTES));
        assertEquals(status.statistics().switches(), measured.value(PAGE_SWITCH));
        assertTrue(status.currentPageIndex() > 5, "switches happened");
        assertEquals(status.statistics().switchNanos() / 1e9, measured.seconds(PAGE_SWITCH), 1e-9);
        assertEquals(status.statistics().longestSwitchNanos() / 1e9, measured.value(PAGE_SWITCH_LONGEST), 1e-9);
        assertTrue(measured.value(PAGE_SWITCH_LONGEST) > 0);
        assertEquals(1, measured.value(WRITER_ALIVE));
        assertEquals(0, measured.value(CONSUMERS));
        assertEquals(0, measured.value(CAPACITY_USED));
        assertEquals(Double.POSITIVE_INFINITY, measured.value(CAPACITY_LIMIT));
        assertEquals(0, measured.value(TAKEOVERS));
        assertEquals(0, measured.value(SPACE_SHORT));
        double left = measured.path().toFile().getUsableSpace();
        assertEquals(left, measured.value(SPACE_LEFT), 0.2 * left, "others use the file system too");
    }

    @Test
    void writersOfASharedJournalAreCountedAndWhatOthersSealed() {
        Journal journal =
                measured.create(Measured.SMALL.mode(JournalMode.SHARED).patience(Duration.ofMillis(10)));
        Appender stands = journal.appender();
        Appender goesOn = measured.closeLater(journal.appender());
        Reader reader = measured.closeLater(journal.reader());
        measured.bind();
        assertEquals(2, measured.value(WRITERS));
        assertEquals(0, measured.value(SEALED));
        Claim claim = stands.claim(100);
        Measured.append(goesOn, 10, 100);
        Await.until("what stands is passed", () -> reader.poll((buffer, offset, length, header) -> {}, 1) == 1);
        measured.later();
        assertEquals(1, measured.value(SEALED));
        claim.commit();
        stands.close();
        measured.later();
        assertEquals(1, measured.value(WRITERS));
        assertEquals(1, measured.value(WRITER_ALIVE));
        assertEquals(11, measured.value(APPEND_FRAMES));
        assertEquals(1, measured.value(SEALED));
    }

    @Test
    void pagesAreTheFilesThatAreKept() {
        Journal journal = measured.create(Measured.SMALL.retention(Retention.consumers()));
        Reader reader =
                measured.closeLater(journal.reader(ReaderOptions.defaults().consumer("c")));
        Appender appender = journal.appender();
        Measured.append(appender, 5_000, 100);
        appender.close();
        measured.bind();
        awaitPages(journal.status().totalPages());
        assertTrue(measured.value(PAGES) > 5);
        while (reader.poll((buffer, offset, length, header) -> {}, 1_000) > 0) {
            continue;
        }
        reader.close();
        journal.prune();
        long kept = journal.status().totalPages() - journal.status().floor() / Measured.PAGE;
        awaitPages(kept);
        assertTrue(kept < journal.status().totalPages());
        assertEquals(kept * Measured.PAGE, measured.value(SPACE_USED));
    }

    private void awaitPages(long pages) {
        Await.until(pages + " pages", () -> {
            measured.later();
            return measured.value(PAGES) == pages;
        });
    }

    @Test
    void aConsumersMetersAreItsStatus() {
        Journal journal = measured.create(Measured.SMALL.capacity(10 * Measured.PAGE));
        Appender appender = measured.closeLater(journal.appender());
        Reader reader =
                measured.closeLater(journal.reader(ReaderOptions.defaults().consumer("risk")));
        long then = System.currentTimeMillis() * 1_000_000L - TimeUnit.MINUTES.toNanos(10);
        for (int i = 0; i < 1_000; i++) {
            appender.append(new byte[100], 0, 100, 0, then);
        }
        assertEquals(300, reader.poll((buffer, offset, length, header) -> {}, 300));
        measured.bind();
        JournalStatus status = measured.status();
        JournalStatus.ConsumerStatus consumer = status.consumers().get(0);
        assertEquals(consumer.cursor(), measured.value(CONSUMER_POSITION, "risk"));
        assertTrue(consumer.cursor() > 30_000);
        assertEquals(status.tail() - consumer.cursor(), measured.value(CONSUMER_LAG, "risk"));
        assertEquals(600, measured.value(CONSUMER_LAG_TIME, "risk"), 60);
        assertEquals(consumer.heldBytes(), measured.value(CONSUMER_HELD, "risk"));
        assertEquals(1, measured.value(CONSUMER_ALIVE, "risk"));
        assertEquals(0, measured.value(CONSUMER_BLOCKING, "risk"));
        assertEquals(0, measured.value(CONSUMER_PAUSED, "risk"));
        assertEquals(1, measured.value(CONSUMERS));
        assertEquals(10 * Measured.PAGE, measured.value(CAPACITY_LIMIT));
        assertEquals(consumer.lagBytes(), measured.value(CAPACITY_USED), "the one that gates");
        while (reader.poll((buffer, offset, length, header) -> {}, 1_000) > 0) {
            continue;
        }
        reader.close();
        measured.later();
        assertEquals(0, measured.value(CONSUMER_LAG, "risk"));
        assertEquals(0, measured.value(CONSUMER_LAG_TIME, "risk"), "at the tail");
        assertEquals(0, measured.value(CONSUMER_ALIVE, "risk"));
        appender.append(new byte[1]);
        measured.later();
        assertEquals(Double.NaN, measured.value(CONSUMER_LAG_TIME, "risk"), "a frame without a timestamp");
    }

    @Test
    void aGateIsSeenWhileItIsClosedAndCountedWhenItOpened() throws InterruptedException {
        Journal journal = measured.create(Measured.SMALL.capacity(Measured.PAGE));
        Reader slow =
                measured.closeLater(journal.reader(ReaderOptions.defaults().consumer("slow")));
        Appender appender =
                measured.closeLater(journal.appender(AppenderOptions.defaults().gateTimeout(Duration.ofSeconds(30))));
        measured.bind();
        Thread writer = new Thread(() -> {
            try {
                Measured.append(appender, 700, 100);
            } catch (GateClosedException e) {
                throw new AssertionError(e);
            }
        });
        writer.start();
        Await.until("a closed gate", () -> {
            measured.later();
            return measured.value(GATE_WAITING) == 1;
        });
        assertEquals(1, measured.value(CONSUMER_BLOCKING, "slow"));
        assertTrue(measured.value(CAPACITY_USED) > Measured.PAGE - 1_000);
        Await.until("longer than a moment", () -> measured.status().statistics().gatesClosed() == 1);
        while (writer.isAlive()) {
            slow.poll((buffer, offset, length, header) -> {}, 100);
        }
        writer.join();
        Await.until("an open gate", () -> {
            measured.later();
            return measured.value(GATE_WAITING) == 0 && measured.value(GATE_CLOSED) == 1;
        });
        assertTrue(measured.seconds(GATE_CLOSED) >= 0.1, "more than a moment");
        assertEquals(0, measured.value(CONSUMER_BLOCKING, "slow"));
    }

    @Test
    void anEvictionIsCounted() {
        Journal journal = measured.create(Measured.SMALL.capacity(Measured.PAGE).retention(Retention.consumers()));
        journal.reader(ReaderOptions.defaults().consumer("lazy").policy(ConsumerPolicy.EVICT))
                .close();
        Appender appender = measured.closeLater(journal.appender());
        measured.bind();
        assertEquals(0, measured.value(EVICTIONS));
        Measured.append(appender, 40, 8_000);
        Await.until("evicted", () -> {
            measured.later();
            return measured.value(EVICTIONS) > 0;
        });
        assertEquals(measured.status().statistics().evictions(), measured.value(EVICTIONS));
    }

    @Test
    void oneLookServesAllThatIsReadWithinHalfASecond() {
        Journal journal = measured.create();
        Appender appender = measured.closeLater(journal.appender());
        measured.bind();
        double position = measured.value(POSITION);
        appender.append(new byte[100]);
        assertEquals(position, measured.value(POSITION), "the same look");
        assertEquals(0, measured.value(APPEND_FRAMES));
        measured.later();
        assertEquals(measured.status().tail(), measured.value(POSITION));
        assertEquals(1, measured.value(APPEND_FRAMES));
    }

    @Test
    void theRegistryKeepsThemAlive() {
        Appender appender = measured.closeLater(measured.create().appender());
        WeakReference<JournalMetrics> metrics = bindAndForget();
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        Await.until("a collection", () -> {
            System.gc();
            return garbage.get() == null;
        });
        assertNotNull(metrics.get());
        appender.append(new byte[100]);
        // By the real clock, so it takes until the look is old.
        Await.until("a counter that goes on", () -> measured.value(APPEND_FRAMES) == 1);
        metrics.get().close();
        assertEquals(List.of(), measured.registry.getMeters());
    }

    /** Only the counters: they are what a registry holds weakly. */
    private WeakReference<JournalMetrics> bindAndForget() {
        measured.registry.config().meterFilter(MeterFilter.denyUnless(id -> id.getType() == Meter.Type.COUNTER));
        JournalMetrics metrics = JournalMetrics.of(measured.path());
        metrics.bindTo(measured.registry);
        return new WeakReference<>(metrics);
    }

    @Test
    void allRegistriesOfACompositeHaveThem() {
        Journal journal = measured.create();
        journal.reader(ReaderOptions.defaults().consumer("risk")).close();
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        SimpleMeterRegistry part = new SimpleMeterRegistry();
        composite.add(part);
        measured.metrics().bindTo(composite);
        assertEquals(
                measured.status().tail(), part.get("tailrace.position").gauge().value());
        assertEquals(
                measured.status().tail(),
                part.get("tailrace.append.bytes").functionCounter().count());
        journal.removeConsumer("risk");
        measured.bind();
        measured.later();
        assertTrue(part.find("tailrace.consumer.lag").meters().isEmpty());
        measured.metrics().close();
        assertEquals(List.of(), part.getMeters());
    }

    @Test
    void tagsSayWhichJournalItIs() {
        measured.create();
        measured.bind();
        for (Meter meter : measured.registry.getMeters()) {
            assertEquals(
                    List.of(Tag.of("directory", measured.path().getParent().toString()), Tag.of("journal", "ticks")),
                    meter.getId().getTags());
        }
    }

    @Test
    void oneCanBeBoundToSeveralRegistries() {
        measured.create();
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        measured.bind().bindTo(other);
        assertEquals(measured.registry.getMeters().size(), other.getMeters().size());
        assertEquals(
                measured.value(POSITION), other.get("tailrace.position").gauge().value());
        measured.metrics().close();
        assertEquals(List.of(), other.getMeters());
        assertEquals(List.of(), measured.registry.getMeters());
        measured.metrics().close();
        assertThrows(IllegalStateException.class, () -> measured.metrics().bindTo(other));
    }
}
