package io.tailrace.samples.feeds;

/**
 * Everything one feed received.
 *
 * @param feed its name
 * @param frames frames received
 * @param bytes bytes of their payloads
 * @param switches how often they went on in another page
 * @param unchecked frames without a sequence number
 * @param gaps made messages that did not come
 * @param duplicates made messages that came again
 * @param latencies from published to received
 */
record FeedTotals(
        String feed,
        long frames,
        long bytes,
        long switches,
        long unchecked,
        long gaps,
        long duplicates,
        Latencies latencies) {

    boolean isWhole() {
        return gaps == 0 && duplicates == 0;
    }

    TotalLine line() {
        return TotalLine.of(TotalLine.RECEIVED, feed)
                .with("frames", frames)
                .with("bytes", bytes)
                .with("switches", switches)
                .with("gaps", gaps)
                .with("duplicates", duplicates)
                .with("unchecked", unchecked)
                .with("p50_us", latencies.p50() / 1_000)
                .with("p99_us", latencies.p99() / 1_000)
                .with("max_us", latencies.max() / 1_000);
    }
}
