/** A Spring Boot application between a journal and browsers. */
@NullMarked
package io.tailrace.samples.webflux;

import org.jspecify.annotations.NullMarked;
