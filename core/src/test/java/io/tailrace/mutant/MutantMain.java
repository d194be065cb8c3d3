package io.tailrace.mutant;

import io.tailrace.Await;
import io.tailrace.ConsumerActiveException;
import io.tailrace.JournalClosedException;
import io.tailrace.JournalException;
import io.tailrace.JournalInUseException;
import io.tailrace.NoSpaceException;
import io.tailrace.ProcSelf;
import io.tailrace.WriterActiveException;
import io.tailrace.WriterFencedException;
import io.tailrace.WriterLimitException;
import io.tailrace.check.Board;
import io.tailrace.internal.memory.FileThreads;
import io.tailrace.internal.role.ShortGrace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Makes mutants and uses them, each by a seed of its own, which stands on the board before it is begun: whoever finds this JVM dead
 * knows which one killed it. Arguments: a directory, the first seed, how many. Prints {@code VIOLATION} and what was found, or how often
 * which outcome was seen and {@code done}; each second, that it is alive.
 */
public final class MutantMain {
    /** On the board: the seed that is at work, and how many are done. */
    public static final int SEED = 0;

    public static final int DONE = 1;

    /** Behind so many nothing of a mutant may be left mapped. */
    private static final int LOOK = 1_000;

    /** So many come before the first: costs of a JVM that has just begun are classes that are loaded. */
    private static final int WARM = 30;

    /** So many in a row run on one thread. */
    private static final int CHUNK = 64;

    private static final int TRIES = 3;

    private final Path directory;
    private final Bases bases;
    private final Guard guard = new Guard();
    private long made;

    private MutantMain(Path directory) {
        this.directory = directory;
        this.bases = new Bases(directory);
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        long first = Long.parseLong(arguments[1]);
        long count = Long.parseLong(arguments[2]);
        ShortGrace.use();
        Board board = Board.open(directory.resolve("board"));
        MutantMain main = new MutantMain(directory);
        main.guard.watch(() -> System.out.println("at " + board.get(DONE)));
        for (long from = first - WARM; from < first + count; ) {
            long to = Math.min(first + count, (Math.floorDiv(from, CHUNK) + 1) * CHUNK);
            main.chunk(board, first, from, to);
            from = to;
        }
        main.requireNothingLeft();
        main.guard.outcomes().forEach((outcome, times) -> System.out.println("outcome " + outcome + " " + times));
        System.out.println("done");
    }

    /**
     * Most of them on a thread of the library that works on files, on which each call does everything itself: handing work to threads and
     * waiting for them is most of what using a small journal costs.
     */
    private void chunk(Board board, long first, long from, long to) throws IOException {
        FileThreads.FileTask<Boolean> all = () -> {
            for (long seed = from; seed < to; seed++) {
                board.set(SEED, seed);
                if (!run(seed, seed >= first)) {
                    System.out.println("done");
                    System.out.flush();
                    Runtime.getRuntime().halt(2);
                }
                board.set(DONE, Math.max(0, seed - first + 1));
            }
            return true;
        };
        boolean asUsersDo = Math.floorMod(Math.floorDiv(from, CHUNK), 8) == 0;
        if (asUsersDo) {
            all.run();
        } else {
            FileThreads.callAlone(all);
        }
    }

    /** False if something was found. */
    private boolean run(long seed, boolean costs) {
        String slow = null;
        for (int i = 0; i < TRIES; i++) {
            Mutant mutant = null;
            try {
                mutant = new Mutant(seed);
                mutant.use(costs);
                guard.requireNothingUncaught();
            } catch (RuntimeException | Error e) {
                tell(seed, mutant == null ? "it could not be made" : mutant.description(), e);
                return false;
            }
            slow = guard.slow();
            if (slow == null) {
                break;
            }
        }
        if (slow != null) {
            tell(
                    seed,
                    new Mutant(seed).description(),
                    new Guard.Violation(slow + ", each of " + TRIES + " times", null));
            return false;
        }
        if (++made % LOOK == 0) {
            requireNothingLeft();
        }
        return true;
    }

    private static void tell(long seed, String description, Throwable error) {
        StringWriter stack = new StringWriter();
        error.printStackTrace(new PrintWriter(stack));
        System.out.println("VIOLATION seed " + seed + ": " + description);
        stack.toString().lines().limit(60).forEach(line -> System.out.println("VIOLATION   " + line));
        System.out.flush();
    }

    /** What is given back is unmapped in the background. */
    private void requireNothingLeft() {
        Await.until(
                "nothing of the mutants is mapped or open",
                () -> ProcSelf.mappings(directory).stream().allMatch(line -> line.endsWith("board"))
                        && ProcSelf.descriptors(directory).isEmpty());
    }

    /** One of them: all is decided by its seed. */
    private final class Mutant {
        private final SplittableRandom random;
        private final Image base;
        private final Image image;
        private final boolean late;
        private final boolean flickers;
        private final Mutator mutator;

        Mutant(long seed) {
            random = new SplittableRandom(seed);
            base = bases.of(seed, random);
            image = base.fork();
            late = random.nextInt(5) == 0;
            flickers = late && random.nextInt(3) == 0;
            mutator = new Mutator(image, bases.of(seed, random), random.split());
            mutator.mutate();
        }

        String description() {
            return (flickers ? "to and fro " : "") + (late ? "while it was open: " : "") + mutator.description();
        }

        void use(boolean costs) {
            Path journal = directory.resolve("mutant-" + Long.toHexString(made));
            try {
                Uses uses = new Uses(journal, guard, random.split(), image.bytes() + base.bytes() + (2L << 20));
                guard.begin(journal, description(), costs, never());
                if (late) {
                    Image before = base.fork();
                    before.write(journal);
                    uses.whileOpen(() -> {
                        image.writeOver(journal, before);
                        return flickers ? new Flicker(journal, before, image) : null;
                    });
                } else {
                    image.write(journal);
                }
                uses.readOnly();
                uses.writable();
                uses.end();
            } finally {
                Trees.delete(journal);
            }
        }

        private Set<Class<? extends JournalException>> never() {
            Set<Class<? extends JournalException>> never = new HashSet<>(Set.of(
                    JournalClosedException.class,
                    JournalInUseException.class,
                    NoSpaceException.class,
                    WriterLimitException.class));
            if (image.owner() != Image.Owner.ALIVE) {
                never.add(WriterActiveException.class);
            }
            if (!flickers) {
                // A name that comes and goes is somebody else's.
                never.add(ConsumerActiveException.class);
            }
            if (!late) {
                never.add(WriterFencedException.class);
            }
            return never;
        }
    }
}
