/** Who waits for consumers: the writer at its gate, publishers for a confirmation. */
@NullMarked
package io.tailrace.internal.gate;

import org.jspecify.annotations.NullMarked;
