/**
 * Each pair of steps once more, with one mistake: {@code run --broken} fails unless each of them shows an outcome that is forbidden. So a
 * test that cannot fail is noticed.
 *
 * <p>All of these show on x86, where a core's stores become visible in their order and only a load may overtake a store.
 */
@NullMarked
package io.tailrace.jcstress.broken;

import org.jspecify.annotations.NullMarked;
