package io.tailrace.it;

import io.tailrace.Appender;
import io.tailrace.Claim;
import io.tailrace.ConsumerPolicy;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.check.Payloads;
import io.tailrace.layout.LockDescriptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A writer and reader that does what it is told, a line at a time, and answers each with a line: {@code write}, {@code append N},
 * {@code claim LENGTH}, {@code read CONSUMER}, {@code gate} without a name, {@code poll FRAMES} of the reader, {@code lose} the locks from now on,
 * {@code close}. What is refused is answered with the error's name.
 * Argument: journal.
 */
public final class PuppetMain {
    private final Journal journal;
    private final List<AutoCloseable> open = new ArrayList<>();
    private @Nullable Appender appender;
    private @Nullable Reader reader;
    private long sequence;

    private PuppetMain(Journal journal) {
        this.journal = journal;
    }

    public static void main(String[] arguments) throws Exception {
        try (Journal journal = Journal.open(Path.of(arguments[0]));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            PuppetMain puppet = new PuppetMain(journal);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                try {
                    puppet.obey(words[0], words.length > 1 ? words[1] : "");
                    System.out.println(line);
                } catch (JournalException e) {
                    System.out.println(e.getClass().getSimpleName());
                }
            }
        }
    }

    private void obey(String command, String argument) throws Exception {
        switch (command) {
            case "write" -> {
                appender = journal.appender();
                open.add(appender);
            }
            case "append" -> append(Integer.parseInt(argument));
            case "claim" -> claim(Integer.parseInt(argument));
            case "read" -> read(ReaderOptions.defaults().consumer(argument));
            case "gate" -> read(ReaderOptions.defaults().policy(ConsumerPolicy.GATE));
            case "poll" -> reader.poll((buffer, offset, length, header) -> {}, Integer.parseInt(argument));
            case "lose" -> loseFromNowOn();
            case "close" -> {
                for (AutoCloseable closeable : open) {
                    closeable.close();
                }
            }
            default -> throw new IOException("what is " + command + "?");
        }
    }

    /** Closing any descriptor of a file frees all POSIX locks that the process has on it; again and again, or its keeper would take them. */
    private void loseFromNowOn() throws IOException {
        lose();
        Thread thread = new Thread(() -> {
            while (true) {
                LockSupport.parkNanos(200_000);
                try {
                    lose();
                } catch (IOException e) {
                    // The journal is gone, and the test over.
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void lose() throws IOException {
        Files.newInputStream(journal.path().resolve(LockDescriptor.FILE_NAME)).close();
    }

    private void append(int frames) {
        Payloads payloads = new Payloads();
        for (int i = 0; i < frames; i++) {
            sequence++;
            int length = Payloads.MIN_LENGTH + (int) (sequence * 37 % 300);
            appender.append(payloads.make(sequence, length), 0, length, FeedMain.type(sequence), sequence);
        }
    }

    /** Left open, filled with noise. */
    private void claim(int length) {
        Claim claim = appender.claim(length);
        claim.buffer().putBytes(0, new Payloads().make(sequence + 1, length), 0, length);
    }

    private void read(ReaderOptions options) {
        reader = journal.reader(options);
        open.add(reader);
        reader.poll((buffer, offset, length, header) -> {}, 1);
    }
}
