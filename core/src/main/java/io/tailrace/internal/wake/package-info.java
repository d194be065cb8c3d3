/**
 * Sleeping until another process does something, and waking who sleeps: bells in shared memory, rung by those who did something, and three
 * ways to sleep until one is rung. Who goes to sleep pays for it; who rings nobody pays a load.
 */
@NullMarked
package io.tailrace.internal.wake;

import org.jspecify.annotations.NullMarked;
