package io.tailrace.micrometer;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import io.tailrace.JournalListener;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All meters of a journal. Those from outside are bound by {@link JournalMetrics#bindTo}, in any process; those that only the process
 * itself knows come from {@link JournalMetrics#listener}.
 *
 * <p>Counters count from the making of the journal on, whoever did it, so they are the same in every process that looks; where a registry
 * pushes differences, the first one is all that was before. While a journal cannot be looked at, {@link #UP} is 0, gauges have no value
 * (NaN) and counters stand still. Who reads all of them at one moment reads one look.
 */
public enum JournalMeters implements MeterDocumentation {
    /** 1 if the journal is there and can be looked at, else 0. The only one that is there before the journal is. */
    UP("tailrace.up", Meter.Type.GAUGE, null, "Whether the journal can be looked at", Keys.OF_JOURNAL),

    /** First position that is not written. */
    POSITION("tailrace.position", Meter.Type.GAUGE, BaseUnits.BYTES, "First position not written", Keys.OF_JOURNAL),

    /** Frames appended; its rate is frames a second. */
    APPEND_FRAMES("tailrace.append.frames", Meter.Type.COUNTER, "frames", "Frames appended", Keys.OF_JOURNAL),

    /** Bytes appended, headers and what is left empty at the end of a page included; its rate is bytes a second. */
    APPEND_BYTES("tailrace.append.bytes", Meter.Type.COUNTER, BaseUnits.BYTES, "Bytes appended", Keys.OF_JOURNAL),

    /**
     * How often those were woken who slept until there were frames, or until a consumer went on; each time all of them. What was before the
     * first look counts modulo 2^28.
     */
    WAKEUPS("tailrace.wakeups", Meter.Type.COUNTER, "wakeups", "Sleepers woken", Keys.OF_JOURNAL),

    /** Page files that are there, with the one that is made ahead. */
    PAGES("tailrace.pages", Meter.Type.GAUGE, "pages", "Page files that are kept", Keys.OF_JOURNAL),

    /** Bytes of those page files. */
    SPACE_USED("tailrace.space.used", Meter.Type.GAUGE, BaseUnits.BYTES, "Bytes of the page files", Keys.OF_JOURNAL),

    /** Bytes that the journal's file system has left for this process. */
    SPACE_LEFT("tailrace.space.left", Meter.Type.GAUGE, BaseUnits.BYTES, "Bytes left", Keys.OF_JOURNAL),

    /** How often the next page could not be made for want of space. */
    SPACE_SHORT("tailrace.space.short", Meter.Type.COUNTER, BaseUnits.EVENTS, "Pages without space", Keys.OF_JOURNAL),

    /** How far the writer may run ahead of a gating consumer; infinite if it never waits. */
    CAPACITY_LIMIT("tailrace.capacity.limit", Meter.Type.GAUGE, BaseUnits.BYTES, "Capacity", Keys.OF_JOURNAL),

    /** How far it is ahead of the gating consumer that is furthest behind, alive or not; 0 without one. */
    CAPACITY_USED(
            "tailrace.capacity.used", Meter.Type.GAUGE, BaseUnits.BYTES, "Capacity that is used", Keys.OF_JOURNAL),

    /** Switches to the next page, and the time that they took. */
    PAGE_SWITCH("tailrace.page.switch", Meter.Type.TIMER, null, "Time of page switches", Keys.OF_JOURNAL),

    /** The longest of those switches. */
    PAGE_SWITCH_LONGEST("tailrace.page.switch.longest", Meter.Type.GAUGE, null, "Longest page switch", Keys.OF_JOURNAL),

    /** How often the writer waited at a gate for more than a moment, and how long those waits took that are over. */
    GATE_CLOSED("tailrace.gate.closed", Meter.Type.TIMER, null, "Time of closed gates", Keys.OF_JOURNAL),

    /** How many gating consumers the writer waits for now. */
    GATE_WAITING("tailrace.gate.waiting", Meter.Type.GAUGE, "consumers", "Consumers waited for", Keys.OF_JOURNAL),

    /** 1 if there is a living writer, else 0. */
    WRITER_ALIVE(
            "tailrace.writer.alive",
            Meter.Type.GAUGE,
            null,
            "Whether a writer lives; NaN if the kernel hides that",
            Keys.OF_JOURNAL),

    /** Living writers; of an exclusive journal at most 1, and at most as many as a shared one has writer slots. */
    WRITERS(
            "tailrace.writers",
            Meter.Type.GAUGE,
            "writers",
            "Living writers; NaN if the kernel hides some",
            Keys.OF_JOURNAL),

    /** Claims of a shared journal that others sealed, because their writers died, or did not go on for longer than the patience. */
    SEALED("tailrace.sealed", Meter.Type.COUNTER, "claims", "Claims sealed by others", Keys.OF_JOURNAL),

    /** How often the writer's role was taken from one that had not closed. */
    TAKEOVERS("tailrace.takeovers", Meter.Type.COUNTER, "takeovers", "Roles taken over", Keys.OF_JOURNAL),

    /** How often a consumer lost what it had not read. */
    EVICTIONS("tailrace.evictions", Meter.Type.COUNTER, "evictions", "Consumers evicted", Keys.OF_JOURNAL),

    /** Registered consumers, dead ones too, and living readers without a name that hold the writer up. */
    CONSUMERS("tailrace.consumers", Meter.Type.GAUGE, "consumers", "Registered consumers", Keys.OF_JOURNAL),

    /** First position that the consumer has not done. */
    CONSUMER_POSITION(
            "tailrace.consumer.position", Meter.Type.GAUGE, BaseUnits.BYTES, "Consumer's cursor", Keys.OF_CONSUMER),

    /** From the consumer's cursor to the tail. */
    CONSUMER_LAG("tailrace.consumer.lag", Meter.Type.GAUGE, BaseUnits.BYTES, "Bytes to the tail", Keys.OF_CONSUMER),

    /** Age of the frame at the consumer's cursor, by its timestamp; 0 at the tail, NaN if that frame has none. */
    CONSUMER_LAG_TIME("tailrace.consumer.lag.time", Meter.Type.GAUGE, null, "Age of the next frame", Keys.OF_CONSUMER),

    /** Bytes that cannot go because the consumer has not done them. */
    CONSUMER_HELD("tailrace.consumer.held", Meter.Type.GAUGE, BaseUnits.BYTES, "Bytes held", Keys.OF_CONSUMER),

    /** 1 if somebody reads under the consumer's name, else 0. */
    CONSUMER_ALIVE(
            "tailrace.consumer.alive",
            Meter.Type.GAUGE,
            null,
            "Whether it has a reader; NaN if the kernel hides that",
            Keys.OF_CONSUMER),

    /** 1 while the writer waits for this consumer, else 0. */
    CONSUMER_BLOCKING(
            "tailrace.consumer.blocking", Meter.Type.GAUGE, null, "Whether the writer waits for it", Keys.OF_CONSUMER),

    /** 1 while its reader does not go on although there are frames and demand, else 0. */
    CONSUMER_PAUSED("tailrace.consumer.paused", Meter.Type.GAUGE, null, "Whether it is paused", Keys.OF_CONSUMER),

    /** By {@link JournalListener#onPageMade}: how long the making of pages took in this process. */
    PAGE_MAKE("tailrace.page.make", Meter.Type.TIMER, null, "Time of making pages", Keys.OF_JOURNAL),

    /** By {@link JournalListener#onPaused}: how often readers of this process paused, and for how long, one that still does included. */
    CONSUMER_PAUSE("tailrace.consumer.pause", Meter.Type.TIMER, null, "Time of pauses", Keys.OF_CONSUMER),

    /** By {@link JournalListener#onEvicted}: bytes that consumers lost, seen by this process. */
    CONSUMER_LOST("tailrace.consumer.lost", Meter.Type.COUNTER, BaseUnits.BYTES, "Bytes lost unread", Keys.OF_CONSUMER);

    /** The tags. Journal and directory together say which journal it is on this machine. */
    public enum Tag implements KeyName {
        /** Last name of the journal's path, as on the streams of {@code JournalFlux}. */
        JOURNAL,
        /** The directory that it is in, an absolute path. */
        DIRECTORY,
        /** Name of the consumer. Readers without a name have no meters of their own. */
        CONSUMER;

        @Override
        public String asString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String meterName;
    private final Meter.Type type;
    private final @Nullable String baseUnit;
    private final String description;
    private final Tag[] keys;

    JournalMeters(String meterName, Meter.Type type, @Nullable String baseUnit, String description, Tag[] keys) {
        this.meterName = meterName;
        this.type = type;
        this.baseUnit = baseUnit;
        this.description = description;
        this.keys = keys;
    }

    @Override
    public String getName() {
        return meterName;
    }

    @Override
    public Meter.Type getType() {
        return type;
    }

    /**
     * What it is counted in.
     *
     * @return null for times, which have the registry's, and for what is 0 or 1
     */
    @Override
    public @Nullable String getBaseUnit() {
        return baseUnit;
    }

    @Override
    public KeyName[] getKeyNames() {
        return Arrays.copyOf(keys, keys.length, KeyName[].class);
    }

    String description() {
        return description;
    }

    /** Constants of an enum cannot use its own static fields. */
    private static final class Keys {
        static final Tag[] OF_JOURNAL = {Tag.JOURNAL, Tag.DIRECTORY};
        static final Tag[] OF_CONSUMER = {Tag.JOURNAL, Tag.DIRECTORY, Tag.CONSUMER};
    }
}
