package io.tailrace.samples.feeds;

import io.tailrace.reactor.Encoders;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code replay}: publishes a recorded feed. */
@Command(
        name = "replay",
        description = {
            "Publishes a recorded feed, each message as a frame. Each line of the file is the receive time in ns since"
                    + " the epoch, one space, and the message.",
            "A line that is not so ends it with an error; everything before it was published."
        })
final class ReplayCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final Publishing publishing = new Publishing();

    @Parameters(paramLabel = "FILE", description = "Plain or gzip.")
    private Path file;

    @Option(
            names = "--speed",
            paramLabel = "X|max",
            converter = Speed.class,
            description = "1 is the pace of the recording, 10 ten times that, max no pace at all. Default: 1.")
    private double speed = 1;

    @Override
    public Integer call() {
        publishing.publish(
                () -> RecordedFeed.open(file, speed),
                Encoders.bytes(),
                message -> message.length,
                main.stop(),
                spec.commandLine().getOut());
        return 0;
    }

    private static final class Speed implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            if (text.equals("max")) {
                return Double.POSITIVE_INFINITY;
            }
            try {
                double speed = Double.parseDouble(text);
                if (speed > 0) {
                    return speed;
                }
            } catch (NumberFormatException e) {
                // Said below, together with what is no speed for another reason.
            }
            throw new TypeConversionException("'" + text + "' is neither a positive number nor max");
        }
    }
}
