/**
 * Flyweights that lend bytes of a mapped page to user code for the length of one callback: read-only frames and
 * writable claims. They speak Agrona's buffer interfaces, so that generated codecs run over them as they are, but use
 * plain {@link java.nio.ByteBuffer}s underneath: no {@code Unsafe}, hence no {@code --add-opens} for users.
 */
@NullMarked
package io.tailrace.internal.buffer;

import org.jspecify.annotations.NullMarked;
