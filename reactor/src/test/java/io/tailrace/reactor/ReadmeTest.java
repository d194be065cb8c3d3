package io.tailrace.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
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

/** What the README shows compiles, and what it links to is there. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)\\)");
    private static final String IMPORTS = """
            import io.tailrace.*;
            import io.tailrace.reactor.*;
            import java.nio.file.Path;
            import java.time.Duration;
            import org.agrona.concurrent.UnsafeBuffer;
            import reactor.core.publisher.Flux;
            import reactor.core.publisher.Mono;
            import reactor.util.retry.Retry;
            """;

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
        String source = IMPORTS + "class Snippet { void run() throws Exception {\n" + code + "\n} }";
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
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
