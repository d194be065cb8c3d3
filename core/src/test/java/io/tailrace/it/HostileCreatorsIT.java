package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Settings;
import io.tailrace.check.SharedMemoryDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes that make one journal at the same time and do not agree what it is: one has its will, the others are told both. */
class HostileCreatorsIT {
    private static final int ROUNDS = 40;

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private final List<ChildProcess> children = new ArrayList<>();

    @AfterEach
    void end() {
        children.forEach(ChildProcess::close);
        SharedMemoryDirectory.empty(directory);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "65536 | 131072 | pageSize is {0}, asked for was {1}",
                "65536 EXCLUSIVE | 65536 SHARED | mode is {0}, asked for was {1}"
            })
    void oneWinsAndTheOtherIsToldBoth(String first, String second, String message) {
        String[] asked = {first, second};
        ChildProcess[] makers = {start("a"), start("b")};
        int[] wins = new int[2];
        for (int round = 0; round < ROUNDS; round++) {
            Path path = directory.resolve("journal-" + round);
            for (int i = 0; i < 2; i++) {
                // Who is told first is ahead by as much as the other takes to be told.
                int each = (i + round) % 2;
                makers[each].tell("create " + path + " " + asked[each]);
            }
            String[] answers = {makers[0].line(), makers[1].line()};
            int winner = answers[0].equals("ok") ? 0 : 1;
            int loser = 1 - winner;
            assertEquals("ok", answers[winner], answers[loser]);
            assertTrue(answers[loser].startsWith("IncompatibleJournalException"), answers[loser]);
            String both = message.replace("{0}", lastWord(asked[winner])).replace("{1}", lastWord(asked[loser]));
            assertTrue(answers[loser].contains(both), answers[loser]);
            wins[winner]++;
            for (ChildProcess maker : makers) {
                ask(maker, "close");
            }
            try (Journal journal = Journal.open(path)) {
                assertNull(journal.verify().fault());
            }
        }
        assertTrue(wins[0] > 0 && wins[1] > 0, "always the same one wins: " + wins[0] + ", " + wins[1]);
    }

    /** Nobody writes into the successor, stands for ever or holds its name up, whatever he was about. */
    @ParameterizedTest
    @EnumSource(JournalMode.class)
    void journalThatIsMadeAnewAgainAndAgain(JournalMode mode) {
        long seed = Settings.seed();
        SplittableRandom random = new SplittableRandom(seed);
        Path path = directory.resolve("journal");
        ChildProcess writer = start("w");
        ChildProcess reader = start("r");
        ChildProcess looker = start("l");
        ChildProcess maker = start("m");
        for (int round = 0; round < ROUNDS / 2; round++) {
            String how = "round " + round + ", seed " + seed;
            ask(maker, "create " + path + " 65536 " + mode.name());
            ask(maker, "close");
            assertEquals("ok", ask(writer, "open " + path), how);
            assertEquals("ok", ask(writer, "write"), how);
            assertEquals("ok", ask(writer, "append 100"), how);
            assertEquals("ok", ask(reader, "open " + path), how);
            assertEquals("ok", ask(reader, "consumer risk"), how);
            assertEquals("ok", ask(looker, "read-only " + path), how);
            assertTrue(ask(reader, "poll 10").startsWith("ok w-"), how);
            assertTrue(ask(maker, "delete " + path).startsWith("JournalInUseException"), how);

            writer.tell("append 100000");
            reader.tell("poll 100000");
            looker.tell("status");
            Await.instant(random.nextLong(3_000_000));
            Journal.delete(path, true);
            assertEquals("ok", ask(maker, "create " + path + " 65536 " + mode.name()), how);
            for (ChildProcess each : List.of(writer, reader, looker)) {
                requireToldOrDone(each.line(), how);
            }
            requireToldOrDone(ask(looker, "status"), how);
            requireToldOrDone(ask(looker, "verify"), how);
            requireToldOrDone(ask(reader, "poll 10"), how);
            assertTrue(
                    ask(writer, "append 100000").matches("Journal(Access|NotFound).*|CorruptJournal.*replaced.*"), how);
            for (ChildProcess each : List.of(writer, reader, looker)) {
                assertEquals("ok", ask(each, "close"), how);
            }

            assertEquals("ok", ask(maker, "write"), how);
            assertEquals("ok", ask(maker, "append 5000"), how);
            assertTrue(ask(maker, "verify").startsWith("ok 5000 null"), how);
            assertEquals("ok", ask(maker, "close"), how);
            assertEquals("ok", ask(maker, "delete " + path), how);
            Await.until("nothing is left in " + how, () -> !Files.exists(path));
        }
    }

    private static String lastWord(String words) {
        return words.substring(words.lastIndexOf(' ') + 1).toLowerCase(Locale.ROOT);
    }

    private static void requireToldOrDone(String answer, String how) {
        assertTrue(
                answer.matches("(?s)ok.*|Journal(Access|NotFound).*|CorruptJournal.*replaced.*"), how + ": " + answer);
    }

    private ChildProcess start(String name) {
        ChildProcess child = ChildProcess.start(HostileMain.class, name);
        children.add(child);
        return child;
    }

    private static String ask(ChildProcess child, String command) {
        child.tell(command);
        return child.line();
    }
}
