/** Shared memory itself: ordered access to mapped bytes, mapping and unmapping, and the threads that do what may block. */
@NullMarked
package io.tailrace.internal.memory;

import org.jspecify.annotations.NullMarked;
