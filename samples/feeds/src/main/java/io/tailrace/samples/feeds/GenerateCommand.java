package io.tailrace.samples.feeds;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code generate}: publishes a made feed. */
@Command(
        name = "generate",
        description = {
            "Publishes made messages shaped like those of an exchange: lengths p50 200, p99 2,200, at most 42,000"
                    + " bytes; in bursts, and yet exactly --rate messages in every second.",
            "What cannot be published in time comes late and is never dropped; how late is said at the end."
        })
final class GenerateCommand implements Callable<Integer> {
    private static final int MAX_RATE = 10_000_000;

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final Publishing publishing = new Publishing();

    @Option(names = "--rate", paramLabel = "N", description = "Messages in each second. Default: ${DEFAULT-VALUE}.")
    private int rate = 10_000;

    @Option(names = "--seconds", paramLabel = "N", description = "For how long. Default: ${DEFAULT-VALUE}.")
    private int seconds = 30;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides lengths and times; the same seed makes the same feed. Default: a random one.")
    private @Nullable Long seed;

    @Override
    public Integer call() {

        if (rate < 1 || rate > MAX_RATE || seconds < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--rate must be 1 to " + MAX_RATE + ", --seconds at least 1");
        }
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1L << 32) : seed;
        PrintWriter out = spec.commandLine().getOut();
        out.println(publishing.name() + ": " + rate + " messages/s for " + seconds + " s, seed " + chosen);
        long run = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
        publishing.publish(
                () -> new GeneratedFeed(rate, seconds, chosen),
                new MessageEncoder(run),
                GeneratedFeed.Message::length,
                main.stop(),
                out);
        return 0;
    }
}
