package io.tailrace.reactor;

import static io.tailrace.reactor.ManySendMain.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Await;
import io.tailrace.ConsumerPolicy;
import io.tailrace.DeliveryMode;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.check.Board;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.DeliveryChecker;
import io.tailrace.check.Figures;
import io.tailrace.check.Positions;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.check.Trail;
import io.tailrace.reactor.ManySendMain.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Sinks in several processes send into one shared journal; one is killed while it has a claim open, and one does not go on for a while. Two
 * consumers in processes of their own, both gates, get everything: what was acknowledged is there, what is there was sent, in each
 * writer's order, nothing twice, and both see the same at the same positions.
 */
@Timeout(240)
class ManySinksIT {
    private static final int PAGE = 1 << 16;
    private static final int CAPACITY = 3 * PAGE + 1_000;
    private static final int KILLS = 2;
    private static final long SOME = 2_000;

    /** What a loop hands out in one turn, before it stores the cursor. */
    private static final int FRAMES_OF_A_TURN = 256;

    private static final List<Class<?>> LIBRARIES = List.of(JournalFlux.class, Flux.class, Publisher.class);

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private final Positions positions = new Positions();
    private final List<ChildProcess> children = new ArrayList<>();
    private final List<Sender> senders = new ArrayList<>();
    private final List<Receiver> receivers = new ArrayList<>();
    private Journal journal;
    private long demand;

    @BeforeEach
    void create() {
        journal = Journal.openOrCreate(
                directory.resolve("journal"),
                JournalOptions.defaults()
                        .mode(JournalMode.SHARED)
                        .pageSize(PAGE)
                        .capacity(CAPACITY));
    }

    @AfterEach
    void end() {
        children.forEach(ChildProcess::close);
        journal.close();
        SharedMemoryDirectory.empty(directory);
    }

    @ParameterizedTest
    @CsvSource({
        "EACH,     EACH,  ,        AT_LEAST_ONCE",
        "PLAIN,    EACH,  ,        AT_MOST_ONCE",
        "CONSUMED, EACH,  ,        MANUAL",
        "SEVERAL,  PLAIN, CONSUMED, AT_LEAST_ONCE"
    })
    void whoeverIsKilledOrStops(Kind first, Kind second, Kind third, DeliveryMode delivery) {
        receivers.add(new Receiver("risk", delivery));
        receivers.add(new Receiver("audit", DeliveryMode.AT_LEAST_ONCE));
        senders.add(new Sender(first));
        senders.add(new Sender(second));
        if (third != null) {
            senders.add(new Sender(third));
        }
        receiveMore();
        for (int kill = 0; kill < KILLS; kill++) {
            killInMidAppendAndRestart(senders.get(0));
        }
        holdUntilOthersSealed(senders.get(1));
        stop();
        receivers.forEach(Receiver::requireAll);
        Figures.print(
                "many sinks %s %s %s, %s: kills=%d sealed=%d frames=%d again=%s",
                first,
                second,
                third,
                delivery,
                KILLS,
                journal.status().sealed(),
                journal.status().frames(),
                receivers.stream().map(receiver -> receiver.checker.again()).toList());
    }

    /** The other ones go on, over what it left. */
    private void killInMidAppendAndRestart(Sender sender) {
        long sealed = journal.status().sealed();
        sender.hold();
        sender.process.killAndWait();
        receiveMore();
        assertTrue(journal.status().sealed() > sealed, "its claim was sealed");
        List<Long> confirmed = sender.all(CONFIRMED);
        List<Long> emitted = sender.all(EMITTED);
        sender.start();
        for (int writer = 0; writer < sender.kind.writers; writer++) {
            long found = sender.board.get(of(writer, FOUND)) - 1;
            // What the first one had a claim open for is not there.
            assertTrue(
                    confirmed.get(writer) <= found && found <= emitted.get(writer) - (writer == 0 ? 1 : 0),
                    confirmed.get(writer) + " acknowledged, " + found + " found, " + emitted.get(writer) + " sent");
        }
        receiveMore();
    }

    /** It lives, so patience has to run out; then it appends again what it had. */
    private void holdUntilOthersSealed(Sender sender) {
        long sealed = journal.status().sealed();
        long held = sender.hold();
        receiveMore();
        assertTrue(journal.status().sealed() > sealed, "its claim was sealed");
        sender.board.set(HOLD, 0);
        Await.until("it goes on " + sender.process.errors(), () -> {
            allowMore();
            return sender.board.get(of(0, EMITTED)) > held + 2 * PREFETCH;
        });
    }

    /** Lets the receivers have more, and waits until they have it. */
    private void receiveMore() {
        demand += SOME;
        receivers.forEach(receiver -> receiver.board.set(ReceiveMain.DEMAND, demand));
        for (Receiver receiver : receivers) {
            Await.until(
                    "more frames " + receiver.process.errors(), () -> receiver.trail.frames() == demand || failed());
            assertEquals(demand, receiver.trail.frames(), this::errors);
        }
    }

    private void allowMore() {
        demand += 1;
        receivers.forEach(receiver -> receiver.board.set(ReceiveMain.DEMAND, demand));
    }

    private boolean failed() {
        return senders.stream().anyMatch(sender -> sender.board.get(END) == 2);
    }

    private String errors() {
        return children.stream().map(ChildProcess::errors).toList().toString();
    }

    private void stop() {
        senders.forEach(sender -> sender.board.set(STOP, 1));
        receivers.forEach(receiver -> receiver.board.set(ReceiveMain.DEMAND, Long.MAX_VALUE));
        for (Sender sender : senders) {
            Await.until("all is sent " + sender.process.errors(), () -> sender.board.get(END) != 0);
            assertEquals(1, sender.board.get(END), this::errors);
            assertEquals(sender.all(EMITTED), sender.all(CONFIRMED), "all was acknowledged");
        }
    }

    /** A process that sends, perhaps again and again. */
    private final class Sender {
        final Kind kind;
        final int first;
        final List<Path> trails = new ArrayList<>();
        Board board;
        ChildProcess process;

        Sender(Kind kind) {
            this.kind = kind;
            this.first =
                    senders.stream().mapToInt(sender -> sender.kind.writers).sum();
            start();
        }

        void start() {
            Path file = directory.resolve("sending-" + children.size());
            trails.add(directory.resolve("sent-" + children.size()));
            board = Board.open(file);
            process = ChildProcess.startWith(
                    LIBRARIES,
                    ManySendMain.class,
                    journal.path(),
                    file,
                    trails.get(trails.size() - 1),
                    first,
                    kind,
                    "risk");
            children.add(process);
            Await.until("it sends", () -> {
                assertTrue(process.isAlive(), process.errors());
                return all(FOUND).stream().allMatch(found -> found > 0);
            });
        }

        /** @return which frame of its first writer its claim is for */
        long hold() {
            board.set(HOLD, 1);
            Await.until("it has a claim open " + process.errors(), () -> {
                // At a gate it has none.
                allowMore();
                return board.get(HELD) != 0;
            });
            return board.get(of(0, EMITTED));
        }

        List<Long> all(int field) {
            List<Long> all = new ArrayList<>();
            for (int writer = 0; writer < kind.writers; writer++) {
                all.add(board.get(of(writer, field)));
            }
            return all;
        }
    }

    /** A process that reads as one consumer. */
    private final class Receiver {
        final String name;
        final DeliveryChecker checker;
        final Board board;
        final Trail trail;
        final ChildProcess process;

        Receiver(String name, DeliveryMode delivery) {
            this.name = name;
            checker = new DeliveryChecker(name, delivery, ConsumerPolicy.GATE, positions);
            Path file = directory.resolve("receiving-" + name);
            board = Board.open(file);
            trail = Trail.open(directory.resolve("trail-" + name));
            process = ChildProcess.startWith(
                    LIBRARIES,
                    ReceiveMain.class,
                    journal.path(),
                    file,
                    directory.resolve("trail-" + name),
                    name,
                    delivery.name(),
                    ConsumerPolicy.GATE.name());
            children.add(process);
            Await.until("it is there", () -> {
                assertTrue(process.isAlive(), process.errors());
                return journal.status().consumers().stream().anyMatch(c -> c.alive() && c.pid() == process.pid());
            });
        }

        void requireAll() {
            Await.until("it is at the tail", () -> cursor() == journal.status().tail());
            process.killAndWait();
            DeliveryChecker.Session session = checker.begin();
            trail.tell(session);
            session.killed(cursor(), FRAMES_OF_A_TURN + ReceiveMain.MOST_IN_FLIGHT);
            for (Sender sender : senders) {
                sender.trails.forEach(sent -> Trail.open(sent).noteIn(positions));
                for (int writer = 0; writer < sender.kind.writers; writer++) {
                    checker.requireComplete(sender.first + writer, sender.board.get(of(writer, EMITTED)));
                }
            }
        }

        private long cursor() {
            return journal.status().consumers().stream()
                    .filter(consumer -> consumer.name().equals(name))
                    .mapToLong(ConsumerStatus::cursor)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
