/** A web page that shows live journals of other processes. */
@NullMarked
package io.tailrace.samples.dashboard;

import org.jspecify.annotations.NullMarked;
