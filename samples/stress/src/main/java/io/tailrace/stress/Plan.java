package io.tailrace.stress;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a round is to do.
 *
 * @param shared whether the journal is shared
 * @param writers processes that write
 * @param readers processes that read, of all kinds in turn
 * @param patience how long a claim of one that lives may stand
 * @param faults how many of each kind
 * @param steps what is left to be hit of the protocol's steps, by this round and the others
 */
record Plan(
        boolean shared, int writers, int readers, Duration patience, Map<FaultKind, Integer> faults, StepPlan steps) {
    Plan {
        faults = new EnumMap<>(faults);
    }

    int of(FaultKind kind) {
        return faults.getOrDefault(kind, 0);
    }
}
