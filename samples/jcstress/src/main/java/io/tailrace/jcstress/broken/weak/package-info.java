/**
 * Mistakes that x86 hides, for it keeps the order of stores: only a machine with a weaker memory, such as ARM, or a compiler that moves the
 * stores, can show them. They are run, and what they show is printed, but nothing follows if that is nothing.
 */
@NullMarked
package io.tailrace.jcstress.broken.weak;

import org.jspecify.annotations.NullMarked;
