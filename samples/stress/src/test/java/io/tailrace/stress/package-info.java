@NullMarked
package io.tailrace.stress;

import org.jspecify.annotations.NullMarked;
