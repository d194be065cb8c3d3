/** Who waits for consumers: writers at their gates, publishers for a confirmation. */
@NullMarked
package io.tailrace.internal.gate;

import org.jspecify.annotations.NullMarked;
