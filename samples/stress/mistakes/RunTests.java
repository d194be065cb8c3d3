import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs test classes, or methods of them, in this JVM: exit 0 if all pass, 3 if one fails, else one could not be run. Arguments: simple names,
 * {@code Class} or {@code Class#method}, of packages below {@code io.tailrace}.
 */
final class RunTests {
    private static final List<String> PACKAGES = List.of(
            "io.tailrace.",
            "io.tailrace.it.",
            "io.tailrace.regression.",
            "io.tailrace.internal.control.",
            "io.tailrace.internal.keep.",
            "io.tailrace.internal.open.",
            "io.tailrace.internal.retain.",
            "io.tailrace.internal.role.",
            "io.tailrace.internal.seal.",
            "io.tailrace.internal.wake.",
            "io.tailrace.reactor.");

    private static final class Outcome implements TestExecutionListener {
        final List<String> failed = new ArrayList<>();
        boolean broken;
        int passed;

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                passed += test.isTest() ? 1 : 0;
                return;
            }
            Throwable cause = result.getThrowable().orElse(null);
            if (cause instanceof LinkageError) {
                // A mistake that does not fit the rest of the code was not tested.
                broken = true;
            }
            String parent = test.getLegacyReportingName();
            failed.add(test.getUniqueId().replaceAll(".*\\[class:[^\\]]*?([^.\\]]+)\\].*", "$1") + "#"
                    + parent.replaceAll("\\(.*", ""));
            if (cause != null) {
                cause.printStackTrace();
            }
        }
    }

    public static void main(String[] names) throws ClassNotFoundException {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (String name : names) {
            String[] parts = name.split("#");
            Class<?> type = find(parts[0]);
            if (parts.length == 1) {
                request.selectors(DiscoverySelectors.selectClass(type));
            } else {
                // By reflection: of a test with parameters, whatever they are.
                Method method = Stream.of(type.getDeclaredMethods())
                        .filter(each -> each.getName().equals(parts[1]) && !each.isSynthetic())
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no test " + name));
                request.selectors(DiscoverySelectors.selectMethod(type, method));
            }
        }
        Outcome outcome = new Outcome();
        LauncherDiscoveryRequest built = request.build();
        LauncherFactory.create().execute(built, outcome);
        outcome.failed.forEach(test -> System.out.println("failed: " + test));
        System.out.println(outcome.passed + " tests passed");
        System.exit(outcome.broken || outcome.passed + outcome.failed.size() == 0 ? 2 : outcome.failed.isEmpty() ? 0 : 3);
    }

    private static Class<?> find(String simpleName) throws ClassNotFoundException {
        for (String each : PACKAGES) {
            try {
                return Class.forName(each + simpleName, false, RunTests.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                continue;
            }
        }
        throw new ClassNotFoundException("no test class " + simpleName);
    }
}
