/** What no running process may do by itself: cutting a damaged journal, resetting what is nonsense, with all roles held. */
@NullMarked
package io.tailrace.internal.repair;

import org.jspecify.annotations.NullMarked;
