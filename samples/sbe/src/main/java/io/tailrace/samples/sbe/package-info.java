/**
 * Market data in SBE: written straight into shared memory by generated encoders, read there by generated decoders,
 * without a copy and without a JVM flag.
 *
 * <p>Reading order: the schema in {@code src/main/sbe}; {@code MarketPublisher} writes, {@code TickDecoder} reads,
 * {@code Vwaps} makes something of it; {@link io.tailrace.samples.sbe.Main} with {@code PublishCommand} and {@code
 * ReadCommand} puts them together. The package {@code codec} is generated when this is built.
 */
@NullMarked
package io.tailrace.samples.sbe;

import org.jspecify.annotations.NullMarked;
