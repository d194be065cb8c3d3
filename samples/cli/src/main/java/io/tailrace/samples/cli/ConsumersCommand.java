package io.tailrace.samples.cli;

import io.tailrace.ConsumerPolicy;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Start;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The named consumers of a journal. */
@Command(
        name = "consumers",
        description = "Lists the consumers of a journal, or removes, resets or changes one.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ConsumersCommand.ListThem.class,
            ConsumersCommand.Remove.class,
            ConsumersCommand.Reset.class,
            ConsumersCommand.Change.class
        })
final class ConsumersCommand {
    private ConsumersCommand() {}

    /** Who reads, how far, and what it holds. */
    @Command(
            name = "list",
            description = "Shows who reads, how far each is, what it holds, and for how long it was not at work.")
    static final class ListThem implements Runnable {
        @Mixin
        private JournalArgument argument = new JournalArgument();

        @Option(names = "--json", description = "As a JSON array, with the fields that stat has.")
        private boolean json;

        @Override
        public void run() {
            try (Journal journal =
                    Journal.open(argument.path, JournalOptions.defaults().readOnly(true))) {
                Output out = new Output();
                out.write(json ? StatusJson.consumers(journal.status()) : StatusTable.consumers(journal.status()));
                out.flush();
            }
        }
    }

    /** What the commands that change one have in common. */
    private static final class One {
        @Mixin
        private JournalArgument argument = new JournalArgument();

        @Parameters(index = "1", paramLabel = "NAME", description = "The consumer's name.")
        private String name = "";

        @Mixin
        private TrustOption trust = new TrustOption();

        Journal open() {
            return Journal.open(argument.path, trust.applyTo(JournalOptions.defaults()));
        }
    }

    /** Forgets one. */
    @Command(
            name = "remove",
            description =
                    "Forgets a consumer that nobody reads as: it holds nothing up any more, and its cursor is gone.")
    static final class Remove implements Runnable {
        @Mixin
        private One one = new One();

        @Override
        public void run() {
            try (Journal journal = one.open()) {
                journal.removeConsumer(one.name);
            }
        }
    }

    /** Moves one. */
    @Command(
            name = "reset",
            description = "Moves the cursor of a consumer that nobody reads as, and prints where it stands now.")
    static final class Reset implements Runnable {
        @Mixin
        private One one = new One();

        @Option(
                names = "--to",
                required = true,
                paramLabel = "START",
                converter = StartConverter.class,
                description =
                        "Where to: earliest, latest, a position, or a time as for tail --from; frames without a timestamp"
                                + " are passed over by a time.")
        private Start to = Start.earliest();

        @Override
        public void run() {
            try (Journal journal = one.open()) {
                long position = journal.resetConsumer(one.name, to);
                Output out = new Output();
                out.write(new Bytes().decimal(position).put('\n'));
                out.flush();
            }
        }
    }

    /** Gives one another policy. */
    @Command(name = "set", description = "Changes what a consumer may hold up, also while it reads.")
    static final class Change implements Runnable {
        @Mixin
        private One one = new One();

        @Option(
                names = "--policy",
                required = true,
                paramLabel = "POLICY",
                description =
                        "gate: holds pages and the writer. evict: holds pages within the capacity. free: holds nothing.")
        private ConsumerPolicy policy = ConsumerPolicy.GATE;

        @Override
        public void run() {
            try (Journal journal = one.open()) {
                journal.setPolicy(one.name, policy);
            }
        }
    }
}
