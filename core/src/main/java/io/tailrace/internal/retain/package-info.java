/** Retention: which pages a journal keeps, and removing the others. */
@NullMarked
package io.tailrace.internal.retain;

import org.jspecify.annotations.NullMarked;
