/** Appending, by the one writer of an exclusive journal or one of many of a shared one. */
@NullMarked
package io.tailrace.internal.append;

import org.jspecify.annotations.NullMarked;
