package io.tailrace.jcstress;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * What a run showed, out of the results that jcstress wrote: its own exit code says nothing of a test that did not run. One line each, and a
 * test is in order only if it ran to its end and showed nothing that is forbidden; a broken one, only if it did.
 */
final class Verdict {
    private static final String WEAK = Verdict.class.getPackageName() + ".broken.weak.";

    private final List<TestResult> results = new ArrayList<>();
    private final boolean broken;

    /** @param broken whether the tests have a mistake on purpose */
    Verdict(String resultFile, boolean broken) throws Exception {
        this.broken = broken;
        InProcessCollector collector = new InProcessCollector();
        DiskReadCollector reader = new DiskReadCollector(resultFile, collector);
        reader.dump();
        reader.close();
        results.addAll(collector.getTestResults());
    }

    /** Prints it; false if a test is not in order. */
    boolean tell(Set<String> expected) {
        int failed = 0;
        for (String name : expected) {
            List<TestResult> own =
                    results.stream().filter(r -> r.getName().equals(name)).toList();
            String problem = problem(name, own);
            failed += problem == null ? 0 : 1;
            long samples = own.stream().mapToLong(TestResult::getTotalCount).sum();
            System.out.printf(
                    "%-4s %-30s %,12d samples%s%n",
                    problem == null ? "ok" : "FAIL",
                    name.substring(name.lastIndexOf('.') + 1),
                    samples,
                    problem == null ? note(name, own) : ": " + problem);
        }
        boolean none = expected.isEmpty();
        System.out.println(
                none
                        ? "FAIL: no such test"
                        : failed == 0
                                ? "all " + expected.size() + " as expected"
                                : "FAIL: " + failed + " of " + expected.size());
        return failed == 0 && !none;
    }

    private @Nullable String problem(String name, List<TestResult> own) {
        if (own.isEmpty()) {
            return "did not run";
        }
        for (TestResult result : own) {
            if (result.status() != Status.NORMAL) {
                return result.status() + " " + result.getMessages();
            }
            if (result.getTotalCount() < 2) {
                return "did not run";
            }
        }
        List<String> forbidden = forbidden(own);
        if (broken) {
            return forbidden.isEmpty() && !name.startsWith(WEAK) ? "does not show its mistake" : null;
        }
        return forbidden.isEmpty() ? null : "forbidden: " + String.join("; ", forbidden);
    }

    private String note(String name, List<TestResult> own) {
        if (!broken) {
            return "";
        }
        List<String> forbidden = forbidden(own);
        return forbidden.isEmpty() ? ", not shown by this machine" : ", shows: " + String.join("; ", forbidden);
    }

    /** What was seen, and must not be; an outcome that no line of the test knows is. */
    private static List<String> forbidden(List<TestResult> own) {
        return own.stream()
                .flatMap(result -> result.grading().gradingResults.values().stream())
                .filter(outcome -> outcome.count > 0)
                .filter(outcome -> outcome.expect == Expect.FORBIDDEN || outcome.expect == Expect.UNKNOWN)
                .map(outcome -> outcome.id + " (" + outcome.description + ")")
                .distinct()
                .toList();
    }
}
