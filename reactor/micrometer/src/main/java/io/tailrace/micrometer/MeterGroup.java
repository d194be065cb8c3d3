package io.tailrace.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Meters of one registry that have the same tags, and come and go together. */
final class MeterGroup implements AutoCloseable {
    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();

    MeterGroup(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    void gauge(JournalMeters meter, DoubleSupplier value) {
        meters.add(Gauge.builder(meter.getName(), value::getAsDouble)
                .tags(tags)
                .description(meter.description())
                .baseUnit(meter.getBaseUnit())
                .register(registry));
    }

    void timeGauge(JournalMeters meter, DoubleSupplier nanos) {
        meters.add(TimeGauge.builder(meter.getName(), nanos::getAsDouble, TimeUnit.NANOSECONDS)
                .tags(tags)
                .description(meter.description())
                .register(registry));
    }

    /** A registry holds the object weakly and the function strongly: what must not be collected is in the function. */
    void counter(JournalMeters meter, LongSupplier count) {
        meters.add(FunctionCounter.builder(meter.getName(), meter, ignored -> count.getAsLong())
                .tags(tags)
                .description(meter.description())
                .baseUnit(meter.getBaseUnit())
                .register(registry));
    }

    /** As {@link #counter}. */
    void timer(JournalMeters meter, LongSupplier count, LongSupplier totalNanos) {
        meters.add(FunctionTimer.builder(
                        meter.getName(),
                        meter,
                        ignored -> count.getAsLong(),
                        ignored -> totalNanos.getAsLong(),
                        TimeUnit.NANOSECONDS)
                .tags(tags)
                .description(meter.description())
                .register(registry));
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
        meters.clear();
    }
}
