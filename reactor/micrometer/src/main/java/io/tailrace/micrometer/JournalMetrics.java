package io.tailrace.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tailrace.JournalListener;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus;
import io.tailrace.micrometer.SharedLook.Seen;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * The meters of one journal, {@link JournalMeters}, seen from outside: in the process that writes, in one that reads, or in one that does
 * neither and may only read the files.
 *
 * <pre>{@code
 * JournalMetrics metrics = JournalMetrics.of(Path.of("/dev/shm/ticks"));
 * metrics.bindTo(registry);
 * }</pre>
 *
 * <p><b>Coming and going.</b> The journal need not be there yet; its meters come with it. When it goes, {@link JournalMeters#UP} is 0, gauges
 * have no value and counters stand still, and all go on by themselves when it is back. If it is another journal by then, its counters
 * begin anew. Meters of a consumer come and go with the consumer.
 *
 * <p><b>Cost.</b> Nothing runs by itself: who reads a meter looks, with one {@link JournalStatus} and one listing of the directory for all
 * that is read within half a second. Looking takes no lock and writes nothing; it opens files, so no registry should be read on a thread
 * that must not block. What came since the last look has its meters from the next one on.
 *
 * <p><b>Threading:</b> any thread. Two threads that read at once do not wait for each other.
 *
 * <p><b>Errors:</b> none while meters are read. A journal that is not there, is damaged, or may not be read is one that cannot be looked at.
 */
public final class JournalMetrics implements MeterBinder, AutoCloseable {
    private final Tags tags;
    private final SharedLook look;
    private final List<Binding> bindings = new ArrayList<>();
    private boolean closed;

    private JournalMetrics(Path journal, LongSupplier nanoClock) {
        Path path = journal.toAbsolutePath().normalize();
        this.tags = JournalTags.of(path);
        this.look = new SharedLook(new Lookout(path), nanoClock, this::follow);
    }

    /**
     * The meters of the journal at a path. Opens nothing yet.
     *
     * @param journal its directory, whether it is there or not
     * @return to be bound to any number of registries, and closed
     */
    public static JournalMetrics of(Path journal) {
        return of(journal, System::nanoTime);
    }

    /** With another clock for how old a look may be. */
    static JournalMetrics of(Path journal, LongSupplier nanoClock) {
        return new JournalMetrics(Objects.requireNonNull(journal, "journal"), nanoClock);
    }

    /**
     * Measures what only this process knows of the journals that it opens with this listener: how long pages took to make, how long its
     * consumers paused, what they lost. Beside {@link #of}, of which it repeats nothing.
     *
     * <pre>{@code
     * Journal.open(path, JournalOptions.defaults().listener(JournalMetrics.listener(registry)))
     * }</pre>
     *
     * <p>One listener is enough for any number of journals and handles. Meters come with the first event and stay.
     *
     * @param registry where to
     * @return for {@link JournalOptions#listener(JournalListener)}; any thread
     */
    public static JournalListener listener(MeterRegistry registry) {
        return new ListenerMeters(Objects.requireNonNull(registry, "registry"), System::nanoTime);
    }

    /**
     * Registers what there is to measure, now and while this is open. Looks at the journal, so it may wait for files. The registry keeps
     * this object alive.
     *
     * @param registry where to; one that has no meters of this journal yet
     * @throws IllegalStateException if this is closed
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        Objects.requireNonNull(registry, "registry");
        look.exclusively(() -> {
            if (closed) {
                throw new IllegalStateException("the metrics are closed");
            }
            Seen now = look.get();
            Binding binding = new Binding(registry, tags, look::get);
            try {
                binding.follow(now);
            } finally {
                // Behind it: a registry that reads what is added may look again, of which this one is not told in the
                // midst.
                bindings.add(binding);
            }
        });
    }

    private void follow(Seen now) {
        bindings.forEach(binding -> binding.follow(now));
    }

    /** Removes the meters from all registries, and lets go of the journal. Closing again does nothing. */
    @Override
    public void close() {
        look.exclusively(() -> {
            closed = true;
            bindings.forEach(Binding::close);
            bindings.clear();
            look.close();
        });
    }
}
