package io.tailrace.samples.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The page's files, from the class path. */
final class StaticFiles {
    private static final Pattern PLAIN = Pattern.compile("(/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)+");
    private static final String CHART = "/lib/chart.js";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "json", "application/json");

    private final String chart;
    private final Map<String, StaticFile> read = new ConcurrentHashMap<>();

    /** A file of the page. */
    record StaticFile(byte[] bytes, String type) {}

    StaticFiles() throws IOException {
        Properties chartJs = new Properties();
        try (InputStream in = open("META-INF/maven/org.webjars.npm/chart.js/pom.properties")) {
            if (in == null) {
                throw new IOException("chart.js is not on the class path");
            }
            chartJs.load(in);
        }
        chart = "META-INF/resources/webjars/chart.js/" + chartJs.getProperty("version") + "/dist/chart.umd.js";
    }

    /** The file under a path of the address, if there is one. Reads from the jar the first time. */
    Optional<StaticFile> find(String path) {
        String name = path.equals("/") ? "/index.html" : path;
        if (!PLAIN.matcher(name).matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(read.computeIfAbsent(name, StaticFiles.this::load));
    }

    private @Nullable StaticFile load(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            return null;
        }
        try (InputStream in = open(name.equals(CHART) ? chart : "web" + name)) {
            return in == null ? null : new StaticFile(in.readAllBytes(), type);
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable InputStream open(String resource) {
        return StaticFiles.class.getClassLoader().getResourceAsStream(resource);
    }
}
