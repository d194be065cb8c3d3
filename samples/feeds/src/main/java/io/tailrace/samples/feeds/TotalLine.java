package io.tailrace.samples.feeds;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The line each process ends with, for people and for programs: {@code published binance frames=300000 bytes=95123456}.
 *
 * @param kind what was done: {@link #PUBLISHED} or {@link #RECEIVED}
 * @param feed name of the feed, without blanks
 * @param values figures by name, in order
 */
record TotalLine(String kind, String feed, Map<String, Long> values) {
    static final String PUBLISHED = "published";
    static final String RECEIVED = "received";

    static TotalLine of(String kind, String feed) {
        return new TotalLine(kind, feed, Map.of());
    }

    TotalLine with(String name, long value) {
        Map<String, Long> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new TotalLine(kind, feed, Collections.unmodifiableMap(more));
    }

    /** A figure, -1 if it is not there. */
    long value(String name) {
        return values.getOrDefault(name, -1L);
    }

    /** Reads a line; empty if it is another kind of line. */
    static Optional<TotalLine> parse(String line) {
        String[] words = line.split(" ");
        if (words.length < 2 || !Set.of(PUBLISHED, RECEIVED).contains(words[0])) {
            return Optional.empty();
        }
        TotalLine parsed = of(words[0], words[1]);
        for (int i = 2; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1) {
                return Optional.empty();
            }
            try {
                parsed = parsed.with(words[i].substring(0, equals), Long.parseLong(words[i].substring(equals + 1)));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
        return Optional.of(parsed);
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> " " + entry.getKey() + '=' + entry.getValue())
                .collect(Collectors.joining("", kind + ' ' + feed, ""));
    }
}
