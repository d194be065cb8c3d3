package io.tailrace.stress.races;

import java.util.Locale;

/**
 * What the races of a kind showed; times in us.
 *
 * @param notAsked let through without the ringer, and not counted
 * @param slept the sleeper was off its core meanwhile
 * @param held late because a thread was not let run
 * @param missed as late as a sleep that nothing ended
 * @param beyond later than the bound
 * @param worst of those that were missed, without what the machine added
 * @param counts up to each limit
 */
record RaceRow(
        RaceKind kind,
        String way,
        long races,
        long notAsked,
        long slept,
        long held,
        long missed,
        long beyond,
        long p50,
        long p99,
        long p9999,
        long longest,
        long worst,
        long nanos,
        long[] counts) {

    /** Of the histogram, in us; the last is all. */
    static final int[] LIMITS = {5, 10, 20, 50, 100, 200, 500, 1_000, 2_500, 5_000, 10_000, Integer.MAX_VALUE};

    static final String HEAD = String.format(
            Locale.ROOT,
            "%-16s %-9s %9s %7s %7s %6s %7s %7s %7s %9s %9s %9s %8s",
            "kind",
            "way",
            "races",
            "slept %",
            "missed",
            "beyond",
            "held up",
            "p50 us",
            "p99 us",
            "99.99 us",
            "longest",
            "worst",
            "races/s");

    static RaceRow parse(RaceKind kind, String line) {
        String[] words = line.split(" ");
        long[] numbers = new long[words.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Long.parseLong(words[i + 1]);
        }
        return new RaceRow(
                kind,
                words[0],
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                numbers[4],
                numbers[5],
                numbers[6],
                numbers[7],
                numbers[8],
                numbers[9],
                numbers[10],
                numbers[11],
                java.util.Arrays.copyOfRange(numbers, 12, numbers.length));
    }

    /** The ring is there, and hardly ever lost: a race of nanoseconds may lose it, nothing else. */
    boolean isMissedTooOften(double mostMissed) {
        return missed > mostMissed * races;
    }

    /** Whatever may explain one of them. */
    boolean isMostlyLate() {
        return missed + held > races - races / 4;
    }

    boolean isOfItsWay() {
        return way.equals(kind.way().toString());
    }

    String histogram() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LIMITS.length; i++) {
            if (counts[i] > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(i < LIMITS.length - 1 ? "<" + LIMITS[i] : ">=" + LIMITS[i - 1])
                        .append(": ")
                        .append(counts[i]);
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-16s %-9s %9d %7.1f %7d %6d %7d %7d %7d %9d %9d %9d %8.0f",
                kind,
                way,
                races,
                100.0 * slept / Math.max(1, races),
                missed,
                beyond,
                held,
                p50,
                p99,
                p9999,
                longest,
                worst,
                (races + notAsked) * 1e9 / nanos);
    }
}
