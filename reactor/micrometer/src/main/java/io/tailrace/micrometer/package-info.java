/** What a journal measures, as Micrometer meters. */
@NullMarked
package io.tailrace.micrometer;

import org.jspecify.annotations.NullMarked;
