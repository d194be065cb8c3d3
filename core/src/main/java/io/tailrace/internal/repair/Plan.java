package io.tailrace.internal.repair;

import io.tailrace.JournalException;
import io.tailrace.Repair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is to be done, in order, and what it costs. */
final class Plan {
    final List<Step> steps = new ArrayList<>();
    final List<Path> kept = new ArrayList<>();
    final List<Repair.Moved> consumers = new ArrayList<>();
    long cut = JournalException.NO_POSITION;
    long resumed = JournalException.NO_POSITION;
    long lostFrames;

    void add(String text, Step.Action action) {
        steps.add(new Step(text, action));
    }

    Repair repair(boolean dryRun, List<String> before) {
        List<String> all = new ArrayList<>(before);
        steps.forEach(step -> all.add(step.text()));
        return new Repair(
                dryRun, cut, resumed, lostFrames, List.copyOf(kept), List.copyOf(consumers), List.copyOf(all));
    }
}
