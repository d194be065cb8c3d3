package io.tailrace.stress;

import io.tailrace.internal.fault.FaultPoint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Which steps of the protocol are to be hit, how, and in which mode; what is left after a round is taken on by the next one. */
final class StepPlan {
    /** Taken in exclusive journals alone. */
    private static final Set<FaultPoint> EXCLUSIVE = EnumSet.of(
            FaultPoint.PAYLOAD_STORED,
            FaultPoint.WATCH_SEEN,
            FaultPoint.WORD_STORED,
            FaultPoint.HINT_PAGE_STORED,
            FaultPoint.HINT_FRAMES_STORED,
            FaultPoint.HIGHEST_STORED,
            FaultPoint.ROLE_LOCKED,
            FaultPoint.EPOCH_RAISED,
            FaultPoint.RESIDUE_CLEARED,
            FaultPoint.BOOT_ID_STORED,
            FaultPoint.OWNER_STORED);

    /** Taken in shared journals alone. */
    private static final Set<FaultPoint> SHARED = EnumSet.of(
            FaultPoint.CLAIM_NOTED,
            FaultPoint.CLAIMED,
            FaultPoint.PAYLOAD_CLAIMED,
            FaultPoint.CLAIM_COMMITTED,
            FaultPoint.SEAL_MET,
            FaultPoint.SEALED_COPIED,
            FaultPoint.SLOT_LOCKED,
            FaultPoint.SLOT_HEALED,
            FaultPoint.SLOT_ENTERED,
            FaultPoint.SEAL_DECIDED,
            FaultPoint.CLAIM_SEALED);

    private final List<Step> steps = new ArrayList<>();

    /** What is to be done at a point, in a shared journal or not. */
    record Step(FaultPoint point, FaultAction action, boolean shared) {
        @Override
        public String toString() {
            return point + "/" + action;
        }
    }

    /**
     * Chooses.
     *
     * @param points {@code all}, {@code third} (each is halted at once, and a third of the rest), {@code none}, or the name of one
     * @param modes the modes that will be run
     */
    StepPlan(String points, List<Boolean> modes, SplittableRandom random) {
        for (FaultPoint point : FaultPoint.values()) {
            boolean named = point.name().equalsIgnoreCase(points);
            for (FaultAction action : FaultAction.values()) {
                boolean chosen = switch (points) {
                    case "none" -> false;
                    case "all" -> true;
                    case "third" -> random.nextInt(3) == 0 || action == FaultAction.HALT;
                    default -> named;
                };
                List<Boolean> possible = modes.stream()
                        .filter(shared -> !(shared ? EXCLUSIVE : SHARED).contains(point))
                        .toList();
                if (chosen && !possible.isEmpty()) {
                    steps.add(new Step(point, action, possible.get(random.nextInt(possible.size()))));
                }
            }
        }
    }

    /** Whether a value of the option is one. */
    static boolean isValid(String points) {
        return Stream.concat(
                        Stream.of("none", "all", "third"),
                        Stream.of(FaultPoint.values()).map(FaultPoint::name))
                .anyMatch(points::equalsIgnoreCase);
    }

    /** What is left to be done in a mode; who did it removes it. */
    List<Step> left() {
        return steps;
    }
}
