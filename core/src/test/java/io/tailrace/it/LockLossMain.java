package io.tailrace.it;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.check.Board;
import io.tailrace.check.Payloads;
import io.tailrace.layout.LockDescriptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A process that works while locks are taken from under it. Does what it is told, a line at a time, and answers each with a line:
 * {@code write}, {@code read CONSUMER}: begins, on a thread of its own; {@code hold}: that thread does nothing until {@code go};
 * {@code lose HOW}; {@code interrupt MILLIS} those threads, again and again; {@code collect TIMES} what was dropped without closing it;
 * {@code stop}: answers how the threads ended. Arguments: journal, board.
 */
public final class LockLossMain {
    /** Highest sequence that was handed to the appender, and that it acknowledged. */
    static final int ATTEMPTED = 0;

    static final int ACKNOWLEDGED = 1;

    /** First sequence that this process appends; set by the parent. */
    static final int FIRST = 2;

    private static final int MAX_LENGTH = 400;

    private final Path path;
    private final Journal journal;
    private final Board board;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;
    private volatile boolean held;
    private volatile int holding;
    private volatile @Nullable Throwable failure;

    private LockLossMain(Path path, Journal journal, Board board) {
        this.path = path;
        this.journal = journal;
        this.board = board;
    }

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]);
        try (Journal journal = Journal.open(path);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            LockLossMain main = new LockLossMain(path, journal, Board.open(Path.of(arguments[1])));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                System.out.println(main.obey(words[0], words.length > 1 ? words[1] : ""));
            }
        }
    }

    private String obey(String command, String argument) throws Exception {
        switch (command) {
            case "write" -> start(this::write);
            case "read" -> start(() -> read(argument));
            case "hold" -> {
                held = true;
                await(threads.size());
            }
            case "go" -> {
                held = false;
                await(0);
            }
            case "lose" -> lose(argument);
            case "interrupt" -> interrupt(Long.parseLong(argument));
            case "collect" -> collect(Integer.parseInt(argument));
            case "stop" -> {
                return stop();
            }
            default -> throw new IOException("what is " + command + "?");
        }
        return command;
    }

    private void await(int threadsThatHold) {
        while (holding != threadsThatHold && failure == null) {
            LockSupport.parkNanos(100_000);
        }
    }

    private void start(Runnable task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                failure = e;
            }
        });
        thread.start();
        threads.add(thread);
    }

    /** Opens and closes an appender now and then, not only the first time. */
    private void write() {
        Payloads payloads = new Payloads();
        long sequence = Math.max(1, board.get(FIRST));
        board.set(ACKNOWLEDGED, sequence - 1);
        try (Appender appender = journal.appender()) {
            while (!stopped) {
                pauseIfTold();
                int length = Payloads.MIN_LENGTH + (int) (sequence * 37 % MAX_LENGTH);
                byte[] payload = payloads.make(sequence, length);
                board.set(ATTEMPTED, sequence);
                appender.append(payload, 0, length, FeedMain.type(sequence), sequence);
                board.set(ACKNOWLEDGED, sequence);
                sequence++;
                if (sequence % 64 == 0) {
                    // As many as a small journal holds for the length of a test.
                    pause(1_000_000);
                }
            }
        }
    }

    private void read(String name) {
        Delivery delivery = new Delivery(board);
        try (Reader reader = journal.reader(ReaderOptions.defaults().consumer(name))) {
            while (!stopped) {
                pauseIfTold();
                if (reader.poll(delivery::take, 16) == 0) {
                    pause(1_000_000);
                }
            }
        }
    }

    private void pauseIfTold() {
        if (held) {
            synchronized (this) {
                holding++;
            }
            while (held && !stopped) {
                pause(100_000);
            }
            synchronized (this) {
                holding--;
            }
        }
    }

    /** Parks whether it is interrupted or not, and leaves it so. */
    private static void pause(long nanos) {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(nanos);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closing any descriptor of a file frees all POSIX locks that the process has on it. */
    private void lose(String how) throws IOException {
        Path lock = path.resolve(LockDescriptor.FILE_NAME);
        switch (how) {
            case "read" -> Files.readAllBytes(lock);
            case "copy" -> Files.copy(lock, path.resolveSibling("copy-of-lock"), StandardCopyOption.REPLACE_EXISTING);
            case "channel" -> FileChannel.open(lock).close();
            case "file" -> new RandomAccessFile(lock.toFile(), "r").close();
            default -> throw new IOException("how is " + how + "?");
        }
    }

    private void interrupt(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < end) {
            threads.forEach(Thread::interrupt);
            LockSupport.parkNanos(20_000);
        }
    }

    private void collect(int times) {
        for (int i = 0; i < times; i++) {
            drop();
            System.gc();
        }
    }

    /** Never closed: what it opens is for the collector. */
    @SuppressWarnings("resource")
    private void drop() {
        Journal dropped = Journal.open(path);
        dropped.reader(ReaderOptions.defaults()).poll((buffer, offset, length, header) -> {}, 1);
        dropped.status();
    }

    private String stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
        Throwable ended = failure;
        return "stopped " + (ended == null ? "well" : ended.getClass().getSimpleName());
    }
}
