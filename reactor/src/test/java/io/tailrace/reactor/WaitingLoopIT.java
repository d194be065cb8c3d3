package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBERS;
import static io.tailrace.reactor.TempJournal.OPTIONS;
import static io.tailrace.reactor.TempJournal.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tailrace.Journal;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.InstalledJava;
import io.tailrace.test.WriterProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Loops that sleep for up to a second, and writers of other processes that wake them, or are woken. */
@Timeout(120)
class WaitingLoopIT {
    private static final List<Class<?>> LIBRARIES = List.of(JournalFlux.class, Flux.class, Publisher.class);
    private static final List<String> GRANTED = List.of("--enable-native-access=ALL-UNNAMED");
    private static final List<String> NO_FLAGS = List.of();

    /** Who has been idle so long sleeps for a quarter of it. */
    private static final Duration IDLE = Duration.ofMillis(2000);

    /** Far below that, for a machine that is busy elsewhere. */
    private static final Duration SOON = Duration.ofMillis(100);

    private static final int TRIES = 5;

    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    void withoutAFlagItIsADoorbell() {
        temp.open().close();
        assertWoken(InstalledJava.commands().get(0), NO_FLAGS, "doorbell");
    }

    @Test
    void on25WithoutAFlagItIsADoorbellAndNobodyIsWarned() {
        temp.open().close();
        assertWoken(java25(), NO_FLAGS, "doorbell");
    }

    @Test
    void on25WithNativeAccessItIsAFutex() {
        temp.open().close();
        assertWoken(java25(), GRANTED, "futex");
    }

    @Test
    void aFutexIsGivenUpForAWriterThatHasNone() {
        temp.open().close();
        try (ChildProcess writer = writer(InstalledJava.commands().get(0), NO_FLAGS);
                ChildProcess reader = reader(java25(), GRANTED, "-")) {
            awaitWay(reader, "futex");
            writer.tell("append");
            reader.line();
            awaitWay(reader, "doorbell");
            assertSoon(writer, reader);
            end(writer, reader);
        }
    }

    @Test
    void aWriterAtAGateAndTheReaderThatOpensItWakeEachOther() {
        int capacity = 64 * 1024;
        Journal.openOrCreate(temp.path(), OPTIONS.capacity(capacity)).close();
        PollLoop loop = PollLoop.waiting("gating", Duration.ofSeconds(1));
        Collected<Integer> receiver = new Collected<>(0);
        temp.flux()
                .consumer("risk")
                .runOn(loop)
                .receive(Decoders.utf8())
                .map(String::length)
                .subscribe(receiver);
        await("is there", () -> temp.hasConsumer("risk"));
        WriterProcess writer = temp.kit().startWriter();
        String text = "x".repeat(1_000);
        int fit = 0;
        CompletableFuture<Long> held = CompletableFuture.supplyAsync(() -> writer.append(text));
        while (isDoneSoon(held)) {
            fit++;
            held = CompletableFuture.supplyAsync(() -> writer.append(text));
        }
        assertTrue(fit > 30, "frames that fit: " + fit);
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long begin = System.nanoTime();
            receiver.request(fit);
            held.join();
            nanos.add(System.nanoTime() - begin);
            int expected = (i + 1) * fit;
            for (int j = 1; j < fit; j++) {
                writer.append(text);
            }
            await("all that was requested", () -> receiver.values.size() == expected);
            held = CompletableFuture.supplyAsync(() -> writer.append(text));
        }
        receiver.request(Long.MAX_VALUE);
        held.join();
        receiver.cancel();
        nanos.sort(null);
        assertTrue(nanos.get(10) < SOON.toNanos(), () -> "took ns: " + nanos);
    }

    @Test
    void whatAReaderOfAnotherProcessPassedIsConfirmedSoon() {
        Journal.openOrCreate(temp.path(), OPTIONS.capacity(64 * 1024)).close();
        Path java = InstalledJava.commands().get(0);
        try (ChildProcess reader = reader(java, NO_FLAGS, "risk")) {
            await("is there", () -> temp.hasConsumer("risk"));
            awaitWay(reader, "doorbell");
            JournalSink sink = JournalSink.to(temp.path()).confirm(Confirmation.consumedBy("risk"));
            assertEquals(
                    1,
                    sink.send(Flux.just(System.nanoTime()), NUMBERS)
                            .block(DEADLINE)
                            .count());
            List<Long> nanos = new ArrayList<>();
            while (nanos.size() < TRIES) {
                idle();
                long begin = System.nanoTime();
                sink.send(Flux.just(begin), NUMBERS).block(DEADLINE);
                nanos.add(System.nanoTime() - begin);
                if (nanos.get(nanos.size() - 1) < SOON.toNanos()) {
                    return;
                }
            }
            throw new AssertionError("confirmed after ns: " + nanos);
        }
    }

    private void assertWoken(Path java, List<String> flags, String way) {
        try (ChildProcess writer = writer(java, flags);
                ChildProcess reader = reader(java, flags, "-")) {
            awaitWay(reader, way);
            assertSoon(writer, reader);
            awaitWay(reader, way);
            end(writer, reader);
        }
    }

    /** A machine that is busy elsewhere is late now and then; who is not woken is late nearly each time. */
    private static void assertSoon(ChildProcess writer, ChildProcess reader) {
        List<Long> ages = new ArrayList<>();
        int soon = 0;
        for (int i = 0; i < TRIES; i++) {
            idle();
            writer.tell("append");
            ages.add(Long.parseLong(reader.line().substring("age ".length())));
            soon += ages.get(i) < SOON.toNanos() ? 1 : 0;
            if (soon == 3) {
                return;
            }
        }
        throw new AssertionError("ages in ns: " + ages);
    }

    private static void idle() {
        long begin = System.nanoTime();
        await("idle", () -> System.nanoTime() - begin > IDLE.toNanos());
    }

    private static void awaitWay(ChildProcess reader, String way) {
        await("is woken by " + way, () -> {
            reader.tell("way");
            return reader.line().equals("way " + way);
        });
    }

    /** Silently. */
    private static void end(ChildProcess... children) {
        for (ChildProcess child : children) {
            child.tell("end");
            child.endWell();
        }
    }

    private ChildProcess writer(Path java, List<String> flags) {
        ChildProcess writer = ChildProcess.start(List.of(), java, flags, StampMain.class, temp.path());
        writer.expect("ready");
        return writer;
    }

    private ChildProcess reader(Path java, List<String> flags, String consumer) {
        return ChildProcess.start(List.of(), java, flags, LIBRARIES, WaitingReaderMain.class, temp.path(), consumer);
    }

    private static boolean isDoneSoon(CompletableFuture<Long> append) {
        long begin = System.nanoTime();
        await("done, or held", () -> append.isDone() || System.nanoTime() - begin > IDLE.toNanos());
        return append.isDone();
    }

    private static Path java25() {
        List<Path> javas = InstalledJava.commands();
        Path last = javas.get(javas.size() - 1);
        assumeTrue(javas.size() > 1 || Runtime.version().feature() == 25, "no JDK 25");
        return last;
    }
}
