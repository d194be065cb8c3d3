package io.tailrace.internal.open;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.CorruptJournalException;
import io.tailrace.Frame;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.internal.page.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Truncates a page that this process has mapped, and prints what came of it: {@code error} for the one that was expected, then what works
 * afterwards. Arguments: journal, {@code poll}, {@code append} or {@code write}.
 */
public final class TruncateMain {
    private TruncateMain() {}

    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        try (Journal journal = Journal.open(path);
                Reader reader = journal.reader()) {
            if (arguments[1].equals("write")) {
                write(journal, path);
                return;
            }
            SharedJournal shared = SharedJournal.acquire(path, true, true);
            Page mapped = shared.pages().acquire(0, true);
            reader.poll(Frame.decoder(), frame -> true, 1);
            byte[] page = RawFile.bytes(path.resolve("0.page"));
            RawFile.truncate(path.resolve("0.page"), 0);
            if (arguments[1].equals("poll")) {
                poll(reader);
            } else {
                append(journal, path, page);
            }
            shared.pages().release(mapped);
            shared.close();
        }
    }

    /** A store into a page that is not there any more is lost and says nothing; but nobody writes on for long. */
    private static void write(Journal journal, Path path) {
        Appender appender = journal.appender();
        byte[] payload = new byte[100];
        appender.append(payload);
        RawFile.truncate(path.resolve("0.page"), 0);
        try {
            Await.until("an error", () -> appender.append(payload) < 0);
        } catch (JournalException | InternalError e) {
            System.out.println("error");
        }
    }

    private static void poll(Reader reader) {
        try {
            Await.until("an error", () -> reader.poll(Frame.decoder(), frame -> false, 1) < 0);
        } catch (CorruptJournalException | InternalError e) {
            boolean said =
                    e.getMessage().contains("truncated") || e.getMessage().contains("unsafe memory access");
            System.out.println(said ? "error" : e.getMessage());
        }
    }

    /** The role has to be free behind the error, or nobody of this process could ever write again. */
    private static void append(Journal journal, Path path, byte[] page) {
        try {
            journal.appender().close();
            System.out.println("no error");
        } catch (InternalError e) {
            System.out.println("error");
        }
        RawFile.put(path.resolve("0.page"), 0, page);
        try (Appender appender = journal.appender()) {
            appender.append("two".getBytes(StandardCharsets.UTF_8));
            System.out.println("appended");
        }
    }
}
