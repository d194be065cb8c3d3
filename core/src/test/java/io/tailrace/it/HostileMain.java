package io.tailrace.it;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Claim;
import io.tailrace.ConsumerPolicy;
import io.tailrace.Frame;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.layout.LockDescriptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A user of journals in surroundings that its parent made hard. Does what it is told, a line at a time, and answers each with one line:
 * {@code ok} with what there is to say, or the error's class and message. What is no {@link JournalException} ends it.
 *
 * <pre>
 *   open PATH · read-only PATH · create PATH PAGESIZE [MODE] · delete PATH    a handle, closed with the rest by close
 *   write · append COUNT · appended · claim LENGTH · commit · lose            texts NAME-1, NAME-2...; lose frees all locks
 *   reader · consumer NAME · gate · poll COUNT                                a reader; poll gives the texts
 *   status · verify · pid · close
 * </pre>
 *
 * <p>Argument: the name by which its texts are told from others'.
 */
public final class HostileMain {
    private final String name;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable Journal journal;
    private @Nullable Appender appender;
    private @Nullable Reader reader;
    private @Nullable Claim claim;
    private long sequence;

    private HostileMain(String name) {
        this.name = name;
    }

    public static void main(String[] arguments) throws Exception {
        HostileMain main = new HostileMain(arguments[0]);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(main.answer(line.split(" ")));
            }
        }
    }

    private String answer(String[] words) throws Exception {
        try {
            return ("ok " + obey(words[0], words)).trim();
        } catch (JournalException e) {
            return e.getClass().getSimpleName() + ": "
                    + String.valueOf(e.getMessage()).replace('\n', ' ');
        }
    }

    private String obey(String command, String[] words) throws Exception {
        return switch (command) {
            case "open" -> opened(Journal.open(Path.of(words[1])));
            case "read-only" ->
                opened(Journal.open(Path.of(words[1]), JournalOptions.defaults().readOnly(true)));
            case "create" -> opened(Journal.openOrCreate(Path.of(words[1]), asked(words)));
            case "delete" -> {
                Journal.delete(Path.of(words[1]));
                yield "";
            }
            case "write" -> {
                // Until a refusal has lasted, and no longer.
                appender = journal.appender(AppenderOptions.defaults().takeoverTimeout(Duration.ofMillis(300)));
                open.push(appender);
                yield "";
            }
            case "append" -> append(Integer.parseInt(words[1]));
            case "claim" -> claim(Integer.parseInt(words[1]));
            case "commit" -> {
                claim.commit();
                yield "";
            }
            case "appended" -> Long.toString(sequence);
            case "lose" -> lose();
            case "reader" -> reading(ReaderOptions.defaults());
            case "consumer" -> reading(ReaderOptions.defaults().consumer(words[1]));
            case "gate" -> reading(ReaderOptions.defaults().policy(ConsumerPolicy.GATE));
            case "poll" -> poll(Integer.parseInt(words[1]));
            case "status" -> status(journal.status());
            case "verify" -> journal.verify().frames() + " " + journal.verify().fault();
            case "pid" -> Long.toString(ProcessHandle.current().pid());
            case "close" -> close();
            default -> throw new IOException("what is " + command + "?");
        };
    }

    private static JournalOptions asked(String[] words) {
        JournalOptions options = JournalOptions.defaults().pageSize(Integer.parseInt(words[2]));
        return words.length < 4 ? options : options.mode(JournalMode.valueOf(words[3]));
    }

    private String opened(Journal opened) {
        journal = opened;
        open.push(opened);
        return "";
    }

    private String reading(ReaderOptions options) {
        reader = journal.reader(options);
        open.push(reader);
        return "";
    }

    private String append(int count) {
        for (int i = 0; i < count; i++) {
            appender.append((name + "-" + (sequence + 1)).getBytes(StandardCharsets.UTF_8));
            sequence++;
        }
        return "";
    }

    private String claim(int length) {
        claim = appender.claim(length);
        claim.buffer().putByte(length - 1, (byte) 1);
        return "";
    }

    /** Closing any descriptor of a file frees all POSIX locks that the process has on it. */
    private String lose() throws IOException {
        Files.newInputStream(journal.path().resolve(LockDescriptor.FILE_NAME)).close();
        return "";
    }

    private String poll(int count) {
        StringBuilder texts = new StringBuilder();
        reader.poll(
                Frame.decoder(),
                frame -> {
                    texts.append(frame.utf8()).append(' ');
                    return true;
                },
                count);
        return texts.toString().trim();
    }

    static String status(JournalStatus status) {
        String writers = status.writers().stream()
                .map(writer -> writer.pid() + ":" + (writer.hidden() ? "unknown" : writer.alive() ? "alive" : "dead"))
                .collect(Collectors.joining(","));
        String consumers = status.consumers().stream()
                .map(consumer -> consumer.name() + ":" + (consumer.alive() ? "alive" : consumer.state()))
                .collect(Collectors.joining(","));
        return "writers=" + writers + " consumers=" + consumers;
    }

    private String close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        return "";
    }
}
