package io.tailrace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a walk over everything found.
 *
 * @param pages pages walked
 * @param frames frames found
 * @param payloadBytes bytes of their payloads
 * @param tail where the walk ended
 * @param openClaims claims of shared writers that were neither committed nor sealed; each is passed or sealed within the patience
 * @param fault the first thing that is wrong, or null
 * @param remarks what is no fault, but worth a look: what somebody left behind, files that do not belong here
 */
public record Verification(
        long pages,
        long frames,
        long payloadBytes,
        long tail,
        long openClaims,
        @Nullable JournalException fault,
        List<String> remarks) {}
