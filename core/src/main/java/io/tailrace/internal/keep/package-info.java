/** What is done once a second, for all journals of this JVM. */
@NullMarked
package io.tailrace.internal.keep;

import org.jspecify.annotations.NullMarked;
