package io.tailrace.stress;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The line that tells a child what to be: {@code KIND SEED NUMBER}; the number is a writer's threads, a reader's index.
 */
final class Casting {
    static final String WRITER = "writer";
    static final String READER = "reader";
    static final String MEDDLER = "meddler";

    private Casting() {}

    static String line(String kind, long seed, int number) {
        return kind + ' ' + seed + ' ' + number;
    }

    static JournalOptions options(String line, RoundBoard round) {
        String[] words = line.split(" ");
        boolean readOnly = words[0].equals(READER) && ReaderKind.of(Integer.parseInt(words[2])) == ReaderKind.READ_ONLY;
        return JournalOptions.defaults().patience(round.patience()).readOnly(readOnly);
    }

    static List<Runnable> roles(String line, Setting setting, Journal journal) {
        String[] words = line.split(" ");
        long seed = Long.parseLong(words[1]);
        int number = Integer.parseInt(words[2]);
        return switch (words[0]) {
            case WRITER -> {
                SplittableRandom random = new SplittableRandom(seed);
                yield IntStream.range(0, number)
                        .<Runnable>mapToObj(thread -> new WriterRole(setting, journal, random.nextLong()))
                        .toList();
            }
            case READER -> List.of(new ReaderRole(setting, journal, number, seed));
            case MEDDLER -> List.of(new MeddlerRole(setting, journal, seed));
            case Recovery.KIND -> List.of(new RecoveryRole(setting));
            default -> throw new IllegalArgumentException("what is " + line + "?");
        };
    }
}
