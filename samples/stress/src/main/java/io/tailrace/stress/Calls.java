package io.tailrace.stress;

import io.tailrace.Appender;
import io.tailrace.Batch;
import io.tailrace.Claim;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.check.Payloads;
import io.tailrace.check.Stamp;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** One call of the appender after another, each of another kind and size, each told on the board before and after. */
final class Calls {
    private static final int MOST_IN_A_BATCH = 6;
    private static final int SHORT = 1_500;
    private static final int MOST_LINGER_NANOS = 500_000;

    private final Journal journal;
    private final Appender appender;
    private final Setting setting;
    private final WriterBoard board;
    private final int number;
    private final SplittableRandom random;
    private final Payloads payloads = new Payloads();
    private final int pageSize;
    private final int longest;
    private final int[] lengths = new int[MOST_IN_A_BATCH];

    /** What the user's own code does between claim and commit. */
    private static final class Careless extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    Calls(Appender appender, Journal journal, Setting setting, int number, SplittableRandom random) {
        this.journal = journal;
        this.appender = appender;
        this.setting = setting;
        this.board = setting.writers();
        this.number = number;
        this.random = random;
        this.pageSize = journal.pageSize();
        this.longest = journal.maxPayloadLength();
    }

    void call() {
        int dice = random.nextInt(100);
        if (dice < 55) {
            append(length(dice < 50 ? SHORT : longest));
        } else if (dice < 75) {
            claim(length(dice < 70 ? SHORT : longest), random.nextInt(8));
        } else {
            batch(dice < 90 ? SHORT : longest / MOST_IN_A_BATCH - 2 * FrameDescriptor.HEADER_LENGTH);
        }
    }

    /** The call threw, and says that nothing was appended. */
    void refused() {
        board.takeBack(number);
        board.leave(number);
    }

    private int length(int bound) {
        return random.nextInt(Payloads.MIN_LENGTH, bound + 1);
    }

    private void append(int length) {
        long sequence = board.acknowledged(number);
        byte[] payload = payloads.make(number, sequence, length);
        enter(Operation.APPEND, FrameDescriptor.extent(length), 1);
        long position = appender.append(payload, 0, length, ReadCheck.type(sequence), sequence);
        acknowledge(position, sequence, length);
    }

    private void claim(int length, int way) {
        long sequence = board.acknowledged(number);
        enter(Operation.CLAIM, FrameDescriptor.extent(length), way == 0 ? 0 : 1);
        try (Claim claim = appender.claim(length)) {
            setting.exitIfTold();
            int used = way == 1 ? length(length) : length;
            byte[] payload = payloads.make(number, sequence, used);
            int step = used / 8 + 1;
            for (int at = 0; at < used; at += step) {
                claim.buffer().putBytes(at, payload, at, Math.min(step, used - at));
                if (way == 2 && random.nextInt(8) == 0) {
                    throw new Careless();
                }
                linger();
            }
            if (way != 0) {
                acknowledge(claim.commit(used, ReadCheck.type(sequence), sequence), sequence, used);
            }
        } catch (Careless e) {
            board.takeBack(number);
        }
        board.leave(number);
    }

    private void batch(int bound) {
        long first = board.acknowledged(number);
        int frames = random.nextInt(1, MOST_IN_A_BATCH + 1);
        int capacity = 0;
        for (int i = 0; i < frames; i++) {
            lengths[i] = length(bound);
            capacity += Batch.extent(lengths[i]);
        }
        boolean abort = random.nextInt(8) == 0;
        // Room that is not used is given back.
        int used = random.nextInt(4) == 0 ? random.nextInt(1, frames + 1) : frames;
        enter(Operation.BATCH, capacity, abort ? 0 : used);
        try (Batch batch = appender.batch(capacity)) {
            for (int i = 0; i < used; i++) {
                byte[] payload = payloads.make(number, first + i, lengths[i]);
                if (!batch.add(payload, 0, lengths[i], ReadCheck.type(first + i), first + i)) {
                    throw new AssertionError("a batch of " + capacity + " has no room for frame " + i);
                }
            }
            linger();
            if (!abort) {
                published(batch.publish(), first, used);
            }
        }
        board.leave(number);
    }

    /** Who fills a claim may take its time. */
    private void linger() {
        if (random.nextInt(32) == 0) {
            LockSupport.parkNanos(random.nextInt(MOST_LINGER_NANOS));
        }
    }

    private void published(long begin, long first, int frames) {
        long position = begin;
        for (int i = 0; i < frames - 1; i++) {
            position += Batch.extent(lengths[i]);
        }
        board.acknowledge(number, position);
        for (int i = frames - 1; i >= 0; i--) {
            note(position, first + i, lengths[i]);
            position -= i == 0 ? 0 : Batch.extent(lengths[i - 1]);
        }
    }

    private void enter(Operation operation, long extent, int frames) {
        boolean fits = (appender.position() & pageSize - 1) + extent <= pageSize - PageDescriptor.TRAILER_LENGTH;
        board.enter(number, fits ? operation : Operation.SWITCH, frames);
    }

    private void acknowledge(long position, long sequence, int length) {
        board.acknowledge(number, position);
        note(position, sequence, length);
        board.leave(number);
    }

    /** For who looks for the cause of a failure. */
    private String whatIsAt(long position) {
        StringBuilder text = new StringBuilder();
        try (Reader reader = journal.reader(ReaderOptions.defaults().start(Start.position(position)))) {
            reader.poll(
                    (buffer, offset, length, header) -> text.append(
                                    payloads.stamp(buffer, offset, length, header.position()))
                            .append(" of ")
                            .append(length)
                            .append("; "),
                    MOST_IN_A_BATCH);
        } catch (JournalException e) {
            return text + e.toString();
        }
        return text.toString();
    }

    private void note(long position, long sequence, int length) {
        Stamp stamp = new Stamp(number, sequence, position);
        if (!setting.atlas().note(stamp, length)) {
            throw new AssertionError("appended " + stamp + " of " + length
                    + " bytes, but another frame was seen there; " + "there is " + whatIsAt(position));
        }
    }
}
