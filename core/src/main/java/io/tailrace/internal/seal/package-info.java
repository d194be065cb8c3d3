/** Shared journals: the slots of their writers, and passing over the claims of those that died or do not go on. */
@NullMarked
package io.tailrace.internal.seal;

import org.jspecify.annotations.NullMarked;
