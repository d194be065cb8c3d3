package io.tailrace.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.tailrace.JournalListener;
import io.tailrace.PausedReason;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What only the process itself knows. Events are rare, so a meter is looked up for each. Any thread. */
final class ListenerMeters implements JournalListener {
    private record Consumer(Path journal, String name) {}

    /** Of each registry: it keeps the first meter of a name and its tags, and what a second listener would register is never read. */
    private static final Map<MeterRegistry, Map<Consumer, PauseTime>> PAUSES =
            Collections.synchronizedMap(new WeakHashMap<>());

    private final MeterRegistry registry;
    private final LongSupplier nanoClock;
    private final Map<Consumer, PauseTime> pauses;

    ListenerMeters(MeterRegistry registry, LongSupplier nanoClock) {
        this.registry = registry;
        this.nanoClock = nanoClock;
        this.pauses = PAUSES.computeIfAbsent(registry, known -> new ConcurrentHashMap<>());
    }

    @Override
    public void onPageMade(Path journal, long pageIndex, long nanos) {
        Timer.builder(JournalMeters.PAGE_MAKE.getName())
                .tags(JournalTags.of(journal))
                .description(JournalMeters.PAGE_MAKE.description())
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onPaused(Path journal, String consumer, PausedReason reason, long position) {
        pauses.computeIfAbsent(new Consumer(journal, consumer), this::register).pause();
    }

    @Override
    public void onResumed(Path journal, String consumer) {
        PauseTime time = pauses.get(new Consumer(journal, consumer));
        if (time != null) {
            time.resume();
        }
    }

    private PauseTime register(Consumer consumer) {
        PauseTime time = new PauseTime(nanoClock);
        Tags tags = JournalTags.of(consumer.journal, consumer.name);
        new MeterGroup(registry, tags).timer(JournalMeters.CONSUMER_PAUSE, time::count, time::totalNanos);
        return time;
    }

    @Override
    public void onEvicted(Path journal, String consumer, long from, long to) {
        Counter.builder(JournalMeters.CONSUMER_LOST.getName())
                .tags(JournalTags.of(journal, consumer))
                .description(JournalMeters.CONSUMER_LOST.description())
                .baseUnit(JournalMeters.CONSUMER_LOST.getBaseUnit())
                .register(registry)
                .increment(to - from);
    }
}
