/** The file {@code control} with ordered access to its lines and slots, and the file {@code lock}. */
@NullMarked
package io.tailrace.internal.control;

import org.jspecify.annotations.NullMarked;
