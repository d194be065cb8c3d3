package io.tailrace.stress.waiting;

import java.util.Arrays;
import java.util.Locale;

/**
 * Paired measurements before and after a change, in ns.
 *
 * @param before one of each pair
 * @param after the other
 */
record Pairs(String what, double[] before, double[] after) {
    /** Of Student's t, two-sided 95 %, by degrees of freedom from 1; beyond that the approximation is good to three digits. */
    private static final double[] T = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    double mean() {
        double sum = 0;
        for (int i = 0; i < before.length; i++) {
            sum += after[i] - before[i];
        }
        return sum / before.length;
    }

    /** Half the 95 % interval of the mean difference. */
    double halfWidth() {
        double mean = mean();
        double squares = 0;
        for (int i = 0; i < before.length; i++) {
            double deviation = after[i] - before[i] - mean;
            squares += deviation * deviation;
        }
        int freedom = before.length - 1;
        return t(freedom) * Math.sqrt(squares / freedom / before.length);
    }

    private static double t(int freedom) {
        return freedom <= T.length ? T[freedom - 1] : 1.96 + 2.4 / freedom;
    }

    /** Whether the difference shows. */
    boolean isDearer() {
        return mean() - halfWidth() > 0;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    @Override
    public String toString() {
        double base = median(before);
        return String.format(
                Locale.ROOT,
                "%-9s before %.2f ns, after %.2f ns (medians of %d); difference %+.2f ns, 95 %% interval %+.2f to %+.2f (%+.2f %% to %+.2f %%): %s",
                what,
                base,
                median(after),
                before.length,
                mean(),
                mean() - halfWidth(),
                mean() + halfWidth(),
                100 * (mean() - halfWidth()) / base,
                100 * (mean() + halfWidth()) / base,
                isDearer() ? "DEARER" : mean() + halfWidth() < 0 ? "cheaper" : "none that shows");
    }
}
