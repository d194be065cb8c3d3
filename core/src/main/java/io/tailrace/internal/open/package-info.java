/** Creating, opening, listing and deleting journals; wires the other packages together. */
@NullMarked
package io.tailrace.internal.open;

import org.jspecify.annotations.NullMarked;
