package io.tailrace.stress.races;

import io.tailrace.FrameHandler;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.WakeUp;
import io.tailrace.WakeableIdleStrategy;
import java.nio.file.Path;

/** A thread that sleeps for frames, which do not come, and another that asks it for something. Both sides. */
final class Demand implements Sleeping {
    private static final FrameHandler NOTHING = (buffer, offset, length, header) -> {};

    private final Journal journal;
    private final Reader reader;
    private final WakeableIdleStrategy idle;
    private volatile long asked;
    private long served;

    Demand(Path directory, RaceKind kind) {
        journal = RaceJournal.openToRead(directory, kind);
        reader = RaceJournal.atTheTail(journal);
        idle = new WakeableIdleStrategy(WakeableIdleStrategy.DEFAULT_BOUND, set -> {
            set.add(reader);
            return asked == served;
        });
    }

    @Override
    public void await(long race) {
        while (asked < race) {
            idle.idle(reader.poll(NOTHING, 1));
        }
        served = race;
        idle.idle(1);
    }

    /** The side of the other thread. */
    Ringing ringer() {
        return new Ringing() {
            @Override
            public void ring(long race) {
                asked = race;
                idle.wake();
            }

            @Override
            public void close() {
                // The sleeper's thread closes what there is.
            }
        };
    }

    @Override
    public WakeUp way() {
        return idle.wokenBy();
    }

    @Override
    public void close() {
        idle.close();
        reader.close();
        journal.close();
    }
}
