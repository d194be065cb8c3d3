package io.tailrace.samples.dashboard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Rates without and with pages, in pairs, and what they say. */
final class PairedRates {
    /** Less than this many pairs have no interval that holds the median of all with 95 %. */
    static final int FEWEST_FOR_AN_INTERVAL = 6;

    private static final double ERROR = 0.05;

    private final List<Double> without = new ArrayList<>();
    private final List<Double> with = new ArrayList<>();
    private final List<Double> differences = new ArrayList<>();
    private final List<Double> cpuWithout = new ArrayList<>();
    private final List<Double> cpuWith = new ArrayList<>();

    /**
     * What was found in one window.
     *
     * @param rate frames a second
     * @param cpu how much of a processor the dashboard used
     */
    record Window(double rate, double cpu) {}

    /** Two windows of one pair; answers the difference of their rates as a part of the first. */
    double add(Window none, Window some) {
        double difference = (some.rate - none.rate) / none.rate;
        without.add(none.rate);
        with.add(some.rate);
        cpuWithout.add(none.cpu);
        cpuWith.add(some.cpu);
        differences.add(difference);
        return difference;
    }

    double medianDifference() {
        return median(differences);
    }

    /** How far the middle half of the rates without pages reaches to one side, as a part of their median. */
    double spread() {
        return (quantile(without, 0.75) - quantile(without, 0.25)) / 2 / median(without);
    }

    /** Slower by no more than windows without pages differ; faster is no cost. */
    boolean isInsideSpread() {
        return medianDifference() >= -spread();
    }

    /**
     * Where the median of all differences lies with 95 %, whatever their distribution: between the k-th smallest and the k-th largest, by
     * the chance that of n coins fewer than k fall on one side.
     *
     * @return two differences, or none if there are too few pairs
     */
    List<Double> interval() {
        int n = differences.size();
        if (n < FEWEST_FOR_AN_INTERVAL) {
            return List.of();
        }
        int k = 0;
        double chance = Math.pow(0.5, n);
        for (double below = chance; 2 * below <= ERROR; below += chance) {
            k++;
            chance = chance * (n - k + 1) / k;
        }
        List<Double> sorted = sorted(differences);
        return List.of(sorted.get(k - 1), sorted.get(n - k));
    }

    String summary() {
        List<Double> interval = interval();
        return String.format(
                Locale.ROOT,
                """
                median  0 pages     %,14.0f/s
                median  with pages  %,14.0f/s
                difference          %+14.2f%% (%s)
                spread              %14.2f%% (half of the middle half, 0 pages)
                dashboard           %14.2f%% of a processor with 0 pages, %.2f%% with pages
                The difference is %s the spread.
                """,
                median(without),
                median(with),
                100 * medianDifference(),
                interval.isEmpty()
                        ? "fewer than " + FEWEST_FOR_AN_INTERVAL + " pairs: no interval"
                        : String.format(
                                Locale.ROOT,
                                "95 %% interval %+.2f%% to %+.2f%%",
                                100 * interval.get(0),
                                100 * interval.get(1)),
                100 * spread(),
                100 * median(cpuWithout),
                100 * median(cpuWith),
                isInsideSpread() ? "inside" : "OUTSIDE");
    }

    private static double median(List<Double> values) {
        return quantile(values, 0.5);
    }

    private static double quantile(List<Double> values, double part) {
        List<Double> sorted = sorted(values);
        double index = part * (sorted.size() - 1);
        int below = (int) index;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (index - below) * (sorted.get(above) - sorted.get(below));
    }

    private static List<Double> sorted(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted;
    }
}
