package io.tailrace.internal.read;

import io.tailrace.CorruptJournalException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Positions that somebody named, before a walk that has to meet each of them: at a word, or at the tail. */
final class Expected {
    private final Path directory;
    private final TreeMap<Long, String> positions = new TreeMap<>();

    Expected(Path directory) {
        this.directory = directory;
    }

    void add(long position, String what) {
        positions.merge(position, what, (a, b) -> a + ", " + b);
    }

    /** The walk stands at a word, or at the tail. */
    void reached(long position) {
        Map.Entry<Long, String> first = positions.firstEntry();
        if (first != null && first.getKey() < position) {
            throw new CorruptJournalException(
                    directory, first.getKey(), first.getValue() + " points into the middle of a frame");
        }
        positions.remove(position);
    }

    /** What lies below was removed meanwhile. */
    void forgetBelow(long floor) {
        positions.headMap(floor).clear();
    }

    void requireAllReached(long tail) {
        Map.@Nullable Entry<Long, String> first = positions.firstEntry();
        if (first != null) {
            throw new CorruptJournalException(
                    directory, first.getKey(), first.getValue() + " lies behind the tail " + tail);
        }
    }
}
