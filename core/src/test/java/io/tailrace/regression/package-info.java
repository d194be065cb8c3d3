/**
 * Holes that were once there, each as a test that failed before it was closed. The race that a hole needs is not hoped for but made: a
 * lock or a monitor is held where the other side has to wait, and only then the step that harmed is taken.
 */
@NullMarked
package io.tailrace.regression;

import org.jspecify.annotations.NullMarked;
