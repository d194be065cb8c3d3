/** Places between two steps of the protocol where tests stop, throw or die. Nothing happens there in normal runs. */
@NullMarked
package io.tailrace.internal.fault;

import org.jspecify.annotations.NullMarked;
