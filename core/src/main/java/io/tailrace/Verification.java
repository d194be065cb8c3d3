package io.tailrace;

import org.jspecify.annotations.Nullable;

/**
 * What a walk over everything found.
 *
 * @param pages pages walked
 * @param frames frames found
 * @param payloadBytes bytes of their payloads
 * @param tail where the walk ended
 * @param fault the first thing that is wrong, or null
 */
public record Verification(
        long pages,
        long frames,
        long payloadBytes,
        long tail,
        @Nullable JournalException fault) {}
