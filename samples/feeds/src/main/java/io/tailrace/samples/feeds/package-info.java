/**
 * Exchange-like feeds through journals: {@code generate} and {@code replay} publish one, {@code read} subscribes to
 * several and measures them, {@code demo} runs two writers and a reader as processes of their own.
 *
 * <p>Reading order: {@link io.tailrace.samples.feeds.Main}; for publishing {@code GenerateCommand}, {@code PacedFlux},
 * {@code Publishing}; for reading {@code ReadCommand}, {@code FeedReader}, {@code FeedStats}; for the demo {@code
 * DemoCommand}, {@code DemoRun}.
 */
@NullMarked
package io.tailrace.samples.feeds;

import org.jspecify.annotations.NullMarked;
