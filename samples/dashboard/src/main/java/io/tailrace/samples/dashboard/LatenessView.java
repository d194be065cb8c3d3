package io.tailrace.samples.dashboard;

/**
 * How late frames were when this program read them: its clock minus their timestamp, in ns.
 *
 * @param count frames measured
 * @param windowSeconds of how long
 * @param sampled whether frames were passed over, since there are more than are looked at
 */
record LatenessView(long count, long p50, long p99, long p999, long max, int windowSeconds, boolean sampled) {}
