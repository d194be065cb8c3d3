package io.tailrace.samples.feeds;

/**
 * What one feed did in one interval of time. All that a display needs.
 *
 * @param feed its name
 * @param nanos length of the interval
 * @param frames frames received
 * @param bytes bytes of their payloads
 * @param switches how often they went on in another page
 * @param lagBytes from behind the last frame to the tail, -1 if not known
 * @param latencies from published to received
 */
record Interval(String feed, long nanos, long frames, long bytes, long switches, long lagBytes, Latencies latencies) {
    double framesPerSecond() {
        return frames * 1e9 / nanos;
    }

    double megabytesPerSecond() {
        return bytes * 1e3 / nanos;
    }
}
