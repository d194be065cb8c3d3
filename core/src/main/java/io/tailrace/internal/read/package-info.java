/** Reading frames in order, and finding where to begin. */
@NullMarked
package io.tailrace.internal.read;

import org.jspecify.annotations.NullMarked;
