package io.tailrace.stress.waiting;

import io.tailrace.WakeUp;
import java.util.Locale;

/**
 * What one strategy cost.
 *
 * @param way how the reader was woken, if it is ours
 * @param frames counted
 * @param cpu of the reader's process, share of a core
 * @param appends what the writer measured
 * @param appendMean ns of one append, with what it rang
 */
record WaitingRow(
        Strategy strategy,
        String way,
        long frames,
        long p50,
        long p90,
        long p99,
        long max,
        double cpu,
        long appends,
        double appendMean,
        double appendP50) {

    static final String HEAD = String.format(
            Locale.ROOT,
            "%-14s %-9s %7s %8s %8s %8s %8s %7s %12s %11s",
            "strategy",
            "way",
            "frames",
            "p50 us",
            "p90 us",
            "p99 us",
            "max us",
            "CPU %",
            "append us",
            "p50 us");

    private static final double FUTEX_MICROS = 12;
    private static final double FUTEX_CPU = 0.05;
    private static final double MICROS = 60;
    private static final double CPU = 0.10;

    /** @param reader of all its slices so far */
    static WaitingRow parse(Strategy strategy, String reader, String writer) {
        String[] read = reader.split(" ");
        String[] wrote = writer.split(" ");
        return new WaitingRow(
                strategy,
                read[0],
                Long.parseLong(read[1]),
                Long.parseLong(read[2]),
                Long.parseLong(read[3]),
                Long.parseLong(read[4]),
                Long.parseLong(read[5]),
                (double) Long.parseLong(read[6]) / Long.parseLong(read[7]),
                Long.parseLong(wrote[0]),
                Long.parseLong(wrote[1]),
                Long.parseLong(wrote[2]));
    }

    /** The reader's figures are of all slices already; the writer's are weighted. */
    WaitingRow with(WaitingRow later) {
        long all = appends + later.appends;
        return new WaitingRow(
                strategy,
                later.way,
                later.frames,
                later.p50,
                later.p90,
                later.p99,
                later.max,
                later.cpu,
                all,
                (appendMean * appends + later.appendMean * later.appends) / all,
                (appendP50 * appends + later.appendP50 * later.appends) / all);
    }

    /** Polling is what is left over; no aim was set for it. */
    boolean isAimedAt() {
        return strategy.isOurs();
    }

    boolean isWithinAim(double slack) {
        return p50 / 1e3 <= micros() * slack && cpu <= cpuAim() * slack;
    }

    String verdict(double slack) {
        return String.format(
                Locale.ROOT,
                "%s (%s): p50 %.1f us of %.0f, CPU %.1f %% of %.0f: %s",
                strategy,
                way,
                p50 / 1e3,
                micros() * slack,
                100 * cpu,
                100 * cpuAim() * slack,
                isWithinAim(slack) ? "met" : "MISSED");
    }

    private double micros() {
        return isFutex() ? FUTEX_MICROS : MICROS;
    }

    private double cpuAim() {
        return isFutex() ? FUTEX_CPU : CPU;
    }

    private boolean isFutex() {
        return way.equals(WakeUp.FUTEX.toString());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-14s %-9s %7d %8.1f %8.1f %8.1f %8.0f %7.1f %12.2f %11.2f",
                strategy,
                way,
                frames,
                p50 / 1e3,
                p90 / 1e3,
                p99 / 1e3,
                max / 1e3,
                100 * cpu,
                appendMean / 1e3,
                appendP50 / 1e3);
    }
}
