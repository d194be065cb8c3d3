/**
 * Journals whose bytes and files were changed at random, used in every way an innocent process would: frames, or an error of this library,
 * within a second. {@code MutantsIT} runs it in processes of its own.
 */
@NullMarked
package io.tailrace.mutant;

import org.jspecify.annotations.NullMarked;
