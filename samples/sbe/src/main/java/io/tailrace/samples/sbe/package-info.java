/** Market data in SBE, read without a copy. */
@NullMarked
package io.tailrace.samples.sbe;

import org.jspecify.annotations.NullMarked;
