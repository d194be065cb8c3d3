package io.tailrace.micrometer;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** What the README shows compiles, the tests among it pass, and what it links to is there. Here, because here all of it can be used. */
class ReadmeTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)\\)");
    private static final String IMPORTS = """
            import io.micrometer.core.instrument.MeterRegistry;
            import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
            import io.tailrace.*;
            import io.tailrace.micrometer.*;
            import io.tailrace.reactor.*;
            import java.nio.file.Path;
            import java.time.Duration;
            import org.agrona.concurrent.UnsafeBuffer;
            import reactor.core.observability.micrometer.Micrometer;
            import reactor.core.publisher.Flux;
            import reactor.core.publisher.Mono;
            import reactor.util.retry.Retry;
            """;

    /** A snippet that brings its imports is a whole file; any other one goes into a method. */
    private static final Pattern WHOLE_FILE = Pattern.compile("^import .*\\nclass (\\w+) ", Pattern.DOTALL);

    @TempDir
    Path classes;

    @TestFactory
    List<DynamicTest> everySnippetCompiles() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        Matcher snippets = SNIPPET.matcher(readme());
        while (snippets.find()) {
            String code = snippets.group(1);
            tests.add(DynamicTest.dynamicTest(
                    code.lines().findFirst().orElse(""), () -> assertEquals("", compile(code))));
        }
        assertFalse(tests.isEmpty());
        return tests;
    }

    @Test
    void everyTestPasses() throws IOException {
        List<String> tests = new ArrayList<>();
        Matcher snippets = SNIPPET.matcher(readme());
        while (snippets.find()) {
            String code = snippets.group(1);
            Matcher file = WHOLE_FILE.matcher(code);
            if (file.find()) {
                assertEquals("", compile(code));
                tests.add(file.group(1));
            }
        }
        assertEquals(List.of("OrdersTest"), tests);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            for (String test : tests) {
                run(assertDoesNotThrow(() -> loader.loadClass(test)));
            }
        }
    }

    private static void run(Class<?> test) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(test))
                                .build(),
                        listener);
        StringWriter failures = new StringWriter();
        listener.getSummary().printFailuresTo(new PrintWriter(failures));
        assertEquals("", failures.toString().strip());
        assertTrue(listener.getSummary().getTestsSucceededCount() > 0);
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        Matcher links = LINK.matcher(readme());
        int found = 0;
        while (links.find()) {
            assertTrue(Files.exists(ROOT.resolve(links.group(1))), links.group(1));
            found++;
        }
        assertTrue(found > 0);
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    private String compile(String code) {
        Matcher file = WHOLE_FILE.matcher(code);
        return file.find()
                ? compile(file.group(1), code)
                : compile("Snippet", IMPORTS + "class Snippet { void run() throws Exception {\n" + code + "\n} }");
    }

    private String compile(String name, String source) {
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        List<String> options = List.of("-proc:none", "-cp", classPath, "-d", classes.toString());
        boolean compiled = compiler.getTask(complaints, null, null, options, null, List.of(file))
                .call();
        return compiled ? "" : complaints + "\n" + source;
    }
}
