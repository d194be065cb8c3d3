/**
 * The bytes of a journal, version 1: constants and pure offset arithmetic, no state and no access to memory.
 *
 * <p>Nobody else writes a literal offset. The same bytes are drawn for programs in other languages in
 * {@code core/docs/format.md}; {@code LayoutGoldenTest} pins every number, so the drawing cannot drift.
 *
 * <p>All integers are little-endian, all words are 8-aligned, all lines are 64-aligned.
 *
 * <ul>
 *   <li>{@link io.tailrace.layout.ControlDescriptor}: the file {@code control}
 *   <li>{@link io.tailrace.layout.WriterDescriptor}, {@link io.tailrace.layout.ConsumerDescriptor}: its slots
 *   <li>{@link io.tailrace.layout.LockDescriptor}: the bytes of the file {@code lock}
 *   <li>{@link io.tailrace.layout.PageDescriptor}: a page file and its header
 *   <li>{@link io.tailrace.layout.FrameDescriptor}: a frame and its word
 *   <li>{@link io.tailrace.layout.Positions}: from page and offset to position and back
 * </ul>
 */
@NullMarked
package io.tailrace.layout;

import org.jspecify.annotations.NullMarked;
