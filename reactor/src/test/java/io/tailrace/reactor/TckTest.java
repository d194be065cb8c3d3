package io.tailrace.reactor;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;

/**
 * The conformance tests of Reactive Streams. They are written for TestNG, which lets no listener turn a skip into a failure; so they are run
 * from here, each on an instance of its own.
 */
class TckTest {
    private static final String LIST = "/tck-skips.properties";
    private static final Properties REASONS = load();

    @TestFactory
    Stream<DynamicTest> replay() {
        return tests(ReplayVerification.class, ReplayVerification::new);
    }

    @TestFactory
    Stream<DynamicTest> live() {
        return tests(LiveVerification.class, LiveVerification::new);
    }

    @TestFactory
    Stream<DynamicTest> sinkWhitebox() {
        return tests(SinkWhiteboxVerification.class, SinkWhiteboxVerification::new);
    }

    @TestFactory
    Stream<DynamicTest> sinkBlackbox() {
        return tests(SinkBlackboxVerification.class, SinkBlackboxVerification::new);
    }

    /** One that was renamed would else stay in the list for ever. */
    @Test
    void everyListedTestExists() throws ReflectiveOperationException {
        for (String name : REASONS.stringPropertyNames()) {
            String[] classAndMethod = name.split("\\.");
            Class<?> verification = Class.forName(TckTest.class.getPackageName() + "." + classAndMethod[0]);
            assertNotNull(verification.getMethod(classAndMethod[1]).getAnnotation(org.testng.annotations.Test.class));
        }
    }

    private static <V> Stream<DynamicTest> tests(Class<V> type, Function<TckEnvironment, V> verification) {
        List<Method> methods = annotated(type, org.testng.annotations.Test.class);
        assertFalse(methods.isEmpty());
        return methods.stream()
                .map(test -> DynamicTest.dynamicTest(test.getName(), () -> {
                    String name = type.getSimpleName() + "." + test.getName();
                    String reason = REASONS.getProperty(name);
                    try {
                        runPatiently(verification, test);
                    } catch (SkipException e) {
                        Assumptions.assumeTrue(reason == null, reason);
                        throw new AssertionError(name + " skips itself, and is not in " + LIST, e);
                    }
                    if (reason != null) {
                        throw new AssertionError(name + " is in " + LIST + ", and does not skip itself");
                    }
                }));
    }

    /**
     * The one that looks for references gives the collector 100 ms, which a machine under load may take for itself. A reference that is kept is
     * found each time.
     */
    private static <V> void runPatiently(Function<TckEnvironment, V> verification, Method test) throws Throwable {
        for (int left = test.getName().contains("spec313") ? 2 : 0; left > 0; left--) {
            try {
                run(verification, test);
                return;
            } catch (AssertionError again) {
                continue;
            }
        }
        run(verification, test);
    }

    private static <V> void run(Function<TckEnvironment, V> verification, Method test) throws Throwable {
        try (TckEnvironment environment = new TckEnvironment()) {
            V instance = verification.apply(environment);
            invokeAll(instance, BeforeClass.class);
            try {
                invokeAll(instance, BeforeMethod.class);
                invoke(instance, test);
            } finally {
                invokeAll(instance, AfterClass.class);
            }
        }
    }

    private static void invokeAll(Object instance, Class<? extends Annotation> annotation) throws Throwable {
        for (Method method : annotated(instance.getClass(), annotation)) {
            invoke(instance, method);
        }
    }

    private static void invoke(Object instance, Method method) throws Throwable {
        try {
            method.invoke(instance);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static List<Method> annotated(Class<?> type, Class<? extends Annotation> annotation) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(annotation))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    private static Properties load() {
        Properties reasons = new Properties();
        try (InputStream list = Objects.requireNonNull(TckTest.class.getResourceAsStream(LIST))) {
            reasons.load(list);
        } catch (IOException e) {
            throw new AssertionError(LIST, e);
        }
        return reasons;
    }
}
