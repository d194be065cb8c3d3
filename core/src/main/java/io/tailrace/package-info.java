/**
 * Tailrace: processes of one machine share an append-only journal of memory-mapped pages.
 *
 * <h2>Files</h2>
 *
 * <pre>
 * ticks/                 a journal is a directory, usually below /dev/shm
 *   control              who it is, where it stands, who writes, who reads      mapped by all
 *   lock                 roles are byte-range locks; the kernel frees them      never mapped, never read
 *   0.page 1.page …      header | frames | room for END                          mapped by writers and readers
 * </pre>
 *
 * <h2>Who writes what</h2>
 *
 * <p>The one {@link io.tailrace.Appender} writes frames: payload by plain stores, then the frame's <i>word</i> by a release store; a reader
 * takes the word by an acquire load, so it sees nothing or all. In a journal of {@link io.tailrace.JournalMode#SHARED} there are many
 * appenders: each takes its room by a compare-and-swap of the word, and commits by another; a claim whose writer died or does not go on is
 * <i>sealed</i> by others, and whoever finds so appends again. Each named {@link io.tailrace.Reader} writes its own cursor. Nobody derives
 * where to read or to write from anything but words: that two processes could have different ideas of the current page is the failure
 * that this library comes from.
 *
 * <h2>Life of a page</h2>
 *
 * <p>Built under a temporary name and fully written, so that a full disk is an error and not a lost store; linked under its index;
 * entered by writers and readers alike over the word END of the page before, and over nothing else; unmapped when left.
 *
 * <h2>Glossary</h2>
 *
 * <ul>
 *   <li><i>position</i>: absolute 64-bit byte address, page index and offset; never wraps, never issued twice
 *   <li><i>frame</i>: header and payload; <i>extent</i>: the bytes it occupies; <i>word</i>: its first 8 bytes
 *   <li><i>tail</i>: first position whose word is 0; <i>floor</i>: first retained position
 *   <li><i>cursor</i>: a consumer's first position not done; <i>slot</i>: a table entry in {@code control}
 *   <li><i>claim</i>: what a writer took and has not committed: one frame, or a batch; <i>sealed</i>: made a gap by somebody else
 * </ul>
 *
 * <h2>Reading order</h2>
 *
 * <p>{@link io.tailrace.Journal}, {@link io.tailrace.Appender}, {@link io.tailrace.Reader}; {@link io.tailrace.layout} for the bytes; below
 * {@code internal}: {@code control} (ordered access to the control file and its locks), {@code page} (files, mappings, preparation),
 * {@code append}, {@code read}, {@code role} (who is alive, taking roles over), {@code seal} (claims of those who do not go on),
 * {@code open} (creating, opening, deleting), {@code repair}.
 */
@NullMarked
package io.tailrace;

import org.jspecify.annotations.NullMarked;
