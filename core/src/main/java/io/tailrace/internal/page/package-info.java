/** Page files: making them, mapping them, walking their frames. */
@NullMarked
package io.tailrace.internal.page;

import org.jspecify.annotations.NullMarked;
