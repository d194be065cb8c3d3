/** Appending by the one writer of an exclusive journal. */
@NullMarked
package io.tailrace.internal.append;

import org.jspecify.annotations.NullMarked;
