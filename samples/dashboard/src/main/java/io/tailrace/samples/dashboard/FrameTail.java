package io.tailrace.samples.dashboard;

import io.tailrace.FrameHeader;
import io.tailrace.GapException;
import io.tailrace.InvalidPositionException;
import io.tailrace.Journal;
import io.tailrace.JournalStatus;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The last frames of a journal. Frames lead forward only, so this goes back some bytes from the tail, notes where those lie that are
 * wanted, and reads the last of them. Goes back further if that gave too few, up to a bound.
 */
final class FrameTail {
    /** How far it goes back at first, and at most, in bytes. */
    static final long FIRST_LOOK = 256 << 10;

    static final long LONGEST_LOOK = 4 << 20;

    /** As many frames it looks at in one step, at most; a bound for small ones at full speed. */
    private static final int MOST_FRAMES = 200_000;

    private static final int POLL_FRAMES = 1024;

    private final Query query;
    private final long[] found;
    private long count;

    /**
     * What is wanted.
     *
     * @param type of frames, null = any
     * @param limit how many at most
     */
    record Query(@Nullable Integer type, int limit) {
        private static final int MAX_TYPE = 65535;
        private static final int DEFAULT_LIMIT = 50;
        private static final int MAX_LIMIT = 500;

        /**
         * A question as an address has it.
         *
         * @throws IllegalArgumentException if it is none
         */
        static Query of(@Nullable String type, @Nullable String limit) {
            return new Query(
                    type == null ? null : (Integer) number("type", type, 0, MAX_TYPE),
                    limit == null ? DEFAULT_LIMIT : number("limit", limit, 1, MAX_LIMIT));
        }

        private static int number(String name, String text, int least, int most) {
            int value = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " is a number from " + least + " to " + most);
            }
            return value;
        }

        boolean wants(FrameHeader header) {
            return type == null || header.type() == type;
        }
    }

    /**
     * What was found.
     *
     * @param frames oldest first
     * @param note what there is beyond them, or null
     */
    record Found(List<FrameView> frames, @Nullable String note) {}

    private FrameTail(Query query) {
        this.query = query;
        this.found = new long[query.limit];
    }

    /** Reads them. */
    static Found read(Journal journal, JournalStatus status, Query query) {
        long back = FIRST_LOOK;
        while (true) {
            long from = Math.max(status.floor(), status.tail() - back);
            FrameTail look = new FrameTail(query);
            boolean whole = from == status.floor();
            try {
                look.walk(journal, from);
                if (look.count >= query.limit || whole || back >= LONGEST_LOOK) {
                    return new Found(look.decode(journal), look.note(whole));
                }
            } catch (InvalidPositionException | GapException e) {
                return new Found(List.of(), "the pages before the tail are removed faster than they can be read");
            }
            back = LONGEST_LOOK;
        }
    }

    private @Nullable String note(boolean whole) {
        return count >= query.limit || whole ? null : "only the last " + (LONGEST_LOOK >> 20) + " MiB were looked at";
    }

    private void walk(Journal journal, long from) {
        try (Reader reader = journal.reader(ReaderOptions.defaults().start(Start.position(from)))) {
            int polled = 1;
            for (int walked = 0; polled > 0 && walked < MOST_FRAMES; walked += polled) {
                polled = reader.poll((buffer, offset, length, header) -> note(header), POLL_FRAMES);
            }
        }
    }

    private void note(FrameHeader header) {
        if (query.wants(header)) {
            found[(int) (count++ % found.length)] = header.position();
        }
    }

    private List<FrameView> decode(Journal journal) {
        List<FrameView> frames = new ArrayList<>();
        if (count == 0) {
            return frames;
        }
        long first = count <= found.length ? found[0] : found[(int) (count % found.length)];
        long wanted = Math.min(count, found.length);
        try (Reader reader = journal.reader(ReaderOptions.defaults().start(Start.position(first)))) {
            int polled = 1;
            for (int walked = 0; polled > 0 && walked < MOST_FRAMES && frames.size() < wanted; walked += polled) {
                polled = reader.poll(
                        this::decode,
                        (Optional<FrameView> frame) -> {
                            frame.ifPresent(frames::add);
                            return frames.size() < wanted;
                        },
                        POLL_FRAMES);
            }
        }
        return frames;
    }

    private Optional<FrameView> decode(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        return query.wants(header) ? Optional.of(FrameView.of(buffer, offset, length, header)) : Optional.empty();
    }
}
