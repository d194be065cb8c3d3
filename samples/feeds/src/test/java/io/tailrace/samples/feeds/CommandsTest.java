package io.tailrace.samples.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;

/** Commands in this process, on real journals. */
@Timeout(60)
@ExtendWith(TestJournalExtension.class)
class CommandsTest {
    private final StopSignal stop = new StopSignal();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Path directory;
    private String journal;

    @BeforeEach
    void nameJournal(TestJournal kit) {
        directory = kit.directory();
        journal = directory.resolve("binance").toString();
    }

    @Test
    void readsWhatWasGeneratedAcrossPages() {
        assertEquals(
                0,
                run("generate", "--journal", journal, "--rate", "5000", "--seconds", "1", "--page-size", "256k"),
                this::said);
        TotalLine published = last(TotalLine.PUBLISHED);
        assertEquals(5_000, published.value("frames"), this::said);
        assertEquals(0, run("read", journal, "--seconds", "0"), this::said);
        TotalLine received = last(TotalLine.RECEIVED);
        assertEquals("binance", received.feed());
        assertEquals(5_000, received.value("frames"), this::said);
        assertEquals(published.value("bytes"), received.value("bytes"), this::said);
        assertTrue(received.value("switches") > 3, this::said);
        assertEquals(0, received.value("unchecked"), this::said);
        assertTrue(out.toString().contains("complete: 5,000 frames, 5,000 of them checked"), this::said);
    }

    @Test
    void takesTwoRunsIntoOneJournalForWhatTheyAre() {
        assertEquals(0, run("generate", "--journal", journal, "--rate", "100", "--seconds", "1"), this::said);
        assertEquals(0, run("generate", "--journal", journal, "--rate", "50", "--seconds", "1"), this::said);
        assertEquals(0, run("read", journal, "--seconds", "0"), this::said);
        assertEquals(150, last(TotalLine.RECEIVED).value("frames"), this::said);
    }

    @Test
    void failsIfAMessageIsMissing() {
        assertEquals(0, run("generate", "--journal", journal, "--rate", "100", "--seconds", "1"), this::said);
        String other = directory.resolve("bitget").toString();
        copyWithoutTheTenth(Path.of(journal), Path.of(other));
        assertEquals(1, run("read", other, "--seconds", "0"), this::said);
        assertEquals(1, last(TotalLine.RECEIVED).value("gaps"), this::said);
        assertTrue(out.toString().contains("INCOMPLETE: 99 frames"), this::said);
    }

    @Test
    void goesOnBehindTheCursorOfAConsumer() {
        assertEquals(0, run("generate", "--journal", journal, "--rate", "100", "--seconds", "1"), this::said);
        assertEquals(0, run("read", journal, "--seconds", "0", "--consumer", "c"), this::said);
        assertEquals(100, last(TotalLine.RECEIVED).value("frames"), this::said);
        assertEquals(0, run("generate", "--journal", journal, "--rate", "70", "--seconds", "1"), this::said);
        assertEquals(0, run("read", journal, "--seconds", "0", "--consumer", "c"), this::said);
        assertEquals(70, last(TotalLine.RECEIVED).value("frames"), this::said);
    }

    @Test
    void endsWhenAskedToAndReadsWhatIsThere() throws Exception {
        CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(
                () -> run("generate", "--journal", journal, "--rate", "1000", "--seconds", "3600"));
        awaitFrames();
        StringWriter readerOut = new StringWriter();
        StopSignal readerStop = new StopSignal();
        CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(
                () -> commandLine(readerStop, readerOut).execute("read", journal));
        stop.request();
        assertEquals(0, writer.get(20, TimeUnit.SECONDS), this::said);
        readerStop.request();
        assertEquals(0, reader.get(20, TimeUnit.SECONDS), readerOut::toString);
        assertEquals(
                last(TotalLine.PUBLISHED).value("frames"),
                last(TotalLine.RECEIVED, readerOut).value("frames"),
                readerOut::toString);
    }

    @Test
    void replaysARecordedFeed() throws IOException {
        Path file = Files.writeString(directory.resolve("feed.txt"), "1000 a\n2000 b\n3000 c\n");
        assertEquals(0, run("replay", file.toString(), "--journal", journal, "--speed", "max"), this::said);
        assertEquals(0, run("replay", file.toString(), "--journal", journal), this::said);
        assertEquals(3, last(TotalLine.PUBLISHED).value("frames"), this::said);
        assertEquals(0, run("read", journal, "--seconds", "0"), this::said);
        assertEquals(6, last(TotalLine.RECEIVED).value("frames"), this::said);
        assertEquals(6, last(TotalLine.RECEIVED).value("unchecked"), this::said);
    }

    @Test
    void endsAtAMalformedLineAfterWhatStandsBeforeIt() throws IOException {
        Path file = Files.writeString(directory.resolve("feed.txt"), "1000 a\n2000 b\nthree c\n");
        assertEquals(1, run("replay", file.toString(), "--journal", journal, "--speed", "max"), this::said);
        assertTrue(err.toString().startsWith("feeds replay: " + file + ": line 3: "), this::said);
        assertEquals(1, err.toString().lines().count(), this::said);
        assertEquals(0, run("read", journal, "--seconds", "0"), this::said);
        assertEquals(2, last(TotalLine.RECEIVED).value("frames"), this::said);
    }

    @Test
    void namesAJournalThatIsNotThere() {
        assertEquals(1, run("read", journal, "--wait", "0", "--seconds", "5"), this::said);
        assertTrue(err.toString().contains(journal), this::said);
        assertEquals(1, err.toString().lines().count(), this::said);
    }

    @Test
    void refusesWrongUse() {
        for (String line :
                List.of("", "nothing", "generate", "read", "demo --rate 1", "replay f --journal j --speed 0")) {
            assertEquals(2, run(line.isEmpty() ? new String[0] : line.split(" ")), line);
        }
        assertEquals(2, run("generate", "--journal", journal, "--rate", "0"));
        assertTrue(Files.notExists(Path.of(journal)));
    }

    private int run(String... args) {
        return commandLine(stop, out).execute(args);
    }

    private CommandLine commandLine(StopSignal signal, StringWriter target) {
        return Main.commandLine(signal).setOut(new PrintWriter(target, true)).setErr(new PrintWriter(err, true));
    }

    private TotalLine last(String kind) {
        return last(kind, out);
    }

    private TotalLine last(String kind, StringWriter target) {
        return target.toString()
                .lines()
                .map(TotalLine::parse)
                .flatMap(Optional::stream)
                .filter(line -> line.kind().equals(kind))
                .reduce((former, latter) -> latter)
                .orElseThrow(() -> new AssertionError("no line \"" + kind + "\" in " + said()));
    }

    private String said() {
        return "out:\n" + out + "err:\n" + err;
    }

    private void awaitFrames() {
        JournalView view = new JournalView(Path.of(journal));
        long begin = -1;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline) {
            long tail = view.tail();
            begin = begin < 0 ? tail : begin;
            if (tail > begin && begin >= 0) {
                view.close();
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        throw new AssertionError("nothing was published\n" + said());
    }

    private static void copyWithoutTheTenth(Path from, Path to) {
        try (Journal source = Journal.open(from, JournalOptions.defaults().readOnly(true));
                Journal target = Journal.openOrCreate(to);
                var reader = source.reader();
                var appender = target.appender()) {
            int[] count = {0};
            while (reader.poll(
                            (buffer, offset, length, header) -> {
                                if (++count[0] != 10) {
                                    appender.append(buffer, offset, length);
                                }
                            },
                            100)
                    > 0) {}
        }
    }
}
