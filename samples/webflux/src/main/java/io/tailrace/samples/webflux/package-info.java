/**
 * A Spring Boot application around one journal: a controller publishes into it, browsers are streamed from it, billing consumes it.
 *
 * <p>Reading order: {@link io.tailrace.samples.webflux.OrdersController} for what it does; {@code OrderJournal} for publishing and for when
 * things begin and end; {@code OrderStream} for browsers; {@code Billing} for a consumer with a name.
 */
@NullMarked
package io.tailrace.samples.webflux;

import org.jspecify.annotations.NullMarked;
