package io.tailrace.micrometer;

import static io.tailrace.micrometer.JournalMeters.*;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.JournalStatus.Statistics;
import io.tailrace.micrometer.SharedLook.Seen;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The meters of one journal in one registry: as many as there is something to measure. One thread at a time. */
final class Binding implements AutoCloseable {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Supplier<Seen> seen;
    private final MeterGroup always;
    private final Map<String, MeterGroup> consumers = new HashMap<>();
    private MeterGroup journal;
    private @Nullable UUID uuid;

    /** @param seen what gauges read: the last look, or a new one if that is old */
    Binding(MeterRegistry registry, Tags tags, Supplier<Seen> seen) {
        this.registry = registry;
        this.tags = tags;
        this.seen = seen;
        this.journal = new MeterGroup(registry, tags);
        this.always = new MeterGroup(registry, tags);
        always.gauge(UP, () -> seen.get().look() == null ? 0 : 1);
    }

    /** While nothing is to be seen all stays: it may be the same journal that comes back, and its counters go on. */
    void follow(Seen now) {
        if (now.look() == null || now.totals() == null) {
            return;
        }
        if (!now.totals().uuid().equals(uuid)) {
            clear();
            uuid = now.totals().uuid();
            registerJournal();
            registerStatistics();
        }
        Set<String> names = now.look().consumers().keySet();
        consumers.entrySet().removeIf(e -> {
            boolean gone = !names.contains(e.getKey());
            if (gone) {
                e.getValue().close();
            }
            return gone;
        });
        names.forEach(name -> consumers.computeIfAbsent(name, this::registerConsumer));
    }

    private void registerJournal() {
        gauge(POSITION, look -> look.status().tail());
        journal.counter(APPEND_FRAMES, () -> totals(Totals::frames));
        journal.counter(APPEND_BYTES, () -> totals(Totals::bytes));
        journal.counter(WAKEUPS, () -> totals(Totals::wakeUps));
        gauge(PAGES, Look::pages);
        gauge(SPACE_USED, Look::spaceUsed);
        gauge(SPACE_LEFT, Look::spaceLeft);
        gauge(CAPACITY_LIMIT, Look::capacityLimit);
        gauge(CAPACITY_USED, Look::capacityUsed);
        gauge(GATE_WAITING, look -> look.status().waitingFor().size());
        gauge(WRITER_ALIVE, Look::writerAlive);
        gauge(WRITERS, Look::livingWriters);
        gauge(CONSUMERS, look -> look.status().consumers().size());
    }

    private void registerStatistics() {
        journal.counter(SPACE_SHORT, () -> statistics(Statistics::spaceShort));
        journal.counter(SEALED, () -> totals(Totals::sealed));
        journal.counter(TAKEOVERS, () -> statistics(Statistics::takeovers));
        journal.counter(EVICTIONS, () -> statistics(Statistics::evictions));
        journal.timer(PAGE_SWITCH, () -> statistics(Statistics::switches), () -> statistics(Statistics::switchNanos));
        journal.timeGauge(PAGE_SWITCH_LONGEST, () -> statistics(Statistics::longestSwitchNanos));
        journal.timer(
                GATE_CLOSED, () -> statistics(Statistics::gatesClosed), () -> statistics(Statistics::gateClosedNanos));
    }

    private MeterGroup registerConsumer(String name) {
        MeterGroup group = new MeterGroup(registry, tags.and(JournalMeters.Tag.CONSUMER.asString(), name));
        group.gauge(CONSUMER_POSITION, consumer(name, (look, consumer) -> consumer.cursor()));
        group.gauge(CONSUMER_LAG, consumer(name, (look, consumer) -> consumer.lagBytes()));
        group.timeGauge(CONSUMER_LAG_TIME, consumer(name, Look::lagNanos));
        group.gauge(CONSUMER_HELD, consumer(name, (look, consumer) -> consumer.heldBytes()));
        group.gauge(CONSUMER_ALIVE, consumer(name, (look, consumer) -> Look.alive(consumer)));
        group.gauge(CONSUMER_BLOCKING, consumer(name, (look, consumer) -> flag(look.isWaitedFor(consumer))));
        group.gauge(CONSUMER_PAUSED, consumer(name, (look, consumer) -> flag(consumer.paused() != null)));
        return group;
    }

    private void gauge(JournalMeters meter, ToDoubleFunction<Look> value) {
        journal.gauge(meter, () -> {
            Look look = seen.get().look();
            return look == null ? Double.NaN : value.applyAsDouble(look);
        });
    }

    private DoubleSupplier consumer(String name, ToDoubleBiFunction<Look, ConsumerStatus> value) {
        return () -> {
            Look look = seen.get().look();
            ConsumerStatus consumer = look == null ? null : look.consumers().get(name);
            return consumer == null ? Double.NaN : value.applyAsDouble(look, consumer);
        };
    }

    private long totals(ToLongFunction<Totals> value) {
        Totals totals = seen.get().totals();
        return totals == null ? 0 : value.applyAsLong(totals);
    }

    private long statistics(ToLongFunction<Statistics> value) {
        return totals(totals -> value.applyAsLong(totals.statistics()));
    }

    private static double flag(boolean is) {
        return is ? 1 : 0;
    }

    private void clear() {
        journal.close();
        consumers.values().forEach(MeterGroup::close);
        consumers.clear();
    }

    @Override
    public void close() {
        clear();
        always.close();
    }
}
