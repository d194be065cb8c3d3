/** A worker that is killed again and again and goes on where its cursor stands. */
@NullMarked
package io.tailrace.samples.worker;

import org.jspecify.annotations.NullMarked;
