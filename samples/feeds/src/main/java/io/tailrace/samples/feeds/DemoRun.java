package io.tailrace.samples.feeds;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import reactor.core.publisher.Mono;

/** Two writers and a reader, from their start to their end. */
final class DemoRun implements AutoCloseable {
    private static final List<String> FEEDS = List.of("binance", "bitget");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path directory;
    private final PrintWriter out;
    private final StopSignal stop;
    private final List<Child> children = new ArrayList<>();
    private final Map<String, Long> published = new ConcurrentHashMap<>();
    private final Map<String, Long> received = new ConcurrentHashMap<>();

    /**
     * A run.
     *
     * @param directory where the journals go
     * @param out gets what the processes say
     * @param stop asks for the end
     */
    DemoRun(Path directory, PrintWriter out, StopSignal stop) {
        this.directory = directory;
        this.out = out;
        this.stop = stop;
    }

    /**
     * Starts the dashboard, and says where to look.
     *
     * @param jar the dashboard's
     * @return false if it did not start, which is said
     */
    boolean shows(Path jar) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--port", "0", "--end-with-parent"));
        FEEDS.forEach(feed -> arguments.add(directory.resolve(feed).toString()));
        CompletableFuture<String> address = new CompletableFuture<>();
        Child dashboard = Child.startJar(jar, arguments, address::complete);
        children.add(dashboard);
        dashboard.onExit().thenRun(() -> address.complete(""));
        String line = address.completeOnTimeout("", PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        int at = line.indexOf("http://");
        out.println(
                at < 0 ? "demo: the dashboard did not start" : "demo: look at it while it runs: " + line.substring(at));
        return at >= 0;
    }

    /**
     * Runs until the writers have ended, because they are done or because they are asked to; then lets the reader come
     * to an end.
     *
     * @param rate messages in each second, of both writers together
     * @param seconds how long the writers write
     * @return whether the reader saw every frame of both
     */
    boolean succeeds(int rate, int seconds) throws IOException, InterruptedException {
        Child reader = start(readerArguments());
        List<Child> writers = new ArrayList<>();
        for (int i = 0; i < FEEDS.size(); i++) {
            // What does not divide goes to the first ones.
            int share = (rate + FEEDS.size() - 1 - i) / FEEDS.size();
            writers.add(start(writerArguments(FEEDS.get(i), share, seconds)));
        }
        reader.onExit().thenRun(stop::request);
        Mono<Void> ended = Mono.fromFuture(
                CompletableFuture.allOf(writers.stream().map(this::watch).toArray(CompletableFuture[]::new)));
        Mono<Void> asked = stop.requested().doOnSuccess(ignored -> writers.forEach(Child::stop));
        Mono.firstWithSignal(ended, asked.then(Mono.delay(PATIENCE)).then()).block();
        boolean fine = true;
        for (Child writer : writers) {
            fine &= writer.succeeds(Duration.ZERO);
        }
        reader.stop();
        fine &= reader.succeeds(PATIENCE);
        return sawEverything() && fine;
    }

    private List<String> readerArguments() {
        List<String> arguments = new ArrayList<>(List.of("read", "--consumer", "demo", "--end-with-parent"));
        arguments.addAll(List.of("--delete-if-orphaned", directory.toString()));
        FEEDS.forEach(feed -> arguments.add(directory.resolve(feed).toString()));
        return arguments;
    }

    private List<String> writerArguments(String feed, int rate, int seconds) {
        String journal = directory.resolve(feed).toString();
        return List.of(
                "generate",
                "--end-with-parent",
                "--journal",
                journal,
                "--rate",
                Integer.toString(rate),
                "--seconds",
                Integer.toString(seconds));
    }

    /** What is left has no use without a writer that failed. */
    private CompletableFuture<Void> watch(Child writer) {
        return writer.onExit().thenAccept(process -> {
            if (process.exitValue() != 0) {
                out.println("demo: a writer ended with exit code " + process.exitValue());
                stop.request();
            }
        });
    }

    private Child start(List<String> arguments) throws IOException {
        Child child = Child.start(arguments, this::takeLine);
        children.add(child);
        return child;
    }

    private void takeLine(String line) {
        TotalLine.parse(line)
                .ifPresent(total -> (total.kind().equals(TotalLine.PUBLISHED) ? published : received)
                        .put(total.feed(), total.value("frames")));
        out.println(line);
        if (out.checkError()) {
            // Nobody looks any more, as with "| head".
            stop.request();
        }
    }

    private boolean sawEverything() {
        boolean everything = true;
        for (String feed : FEEDS) {
            long frames = published.getOrDefault(feed, -1L);
            long seen = received.getOrDefault(feed, -1L);
            everything &= frames >= 0 && frames == seen;
            out.println("demo: " + feed + ": " + figure(frames) + " frames published, " + figure(seen) + " received");
        }
        return everything;
    }

    private static String figure(long value) {
        return value < 0 ? "an unknown number of" : Long.toString(value);
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(children);
    }
}
