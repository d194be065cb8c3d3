package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an idle writer of a shared journal says of the room is of the tail, wherever others have taken that meanwhile. */
class ReadyBesideOthersTest {
    private static final int PAGE = 1 << 16;
    private static final byte[] QUARTER = new byte[PAGE / 4 - 16];

    @TempDir
    private Path directory;

    private Journal journal;
    private Appender idle;
    private Appender other;

    @BeforeEach
    void open() {
        journal = Journal.openOrCreate(
                directory.resolve("journal"),
                JournalOptions.defaults()
                        .mode(JournalMode.SHARED)
                        .pageSize(PAGE)
                        .capacity(4 * PAGE));
        idle = journal.appender();
        other = journal.appender(AppenderOptions.defaults().gateTimeout(Duration.ZERO));
    }

    @AfterEach
    void close() {
        idle.close();
        other.close();
        journal.close();
    }

    @Test
    void aGateThatOthersCameToIsClosedForItToo() throws Exception {
        Reader slow = journal.reader(ReaderOptions.defaults().consumer("slow").start(Start.earliest()));
        assertTrue(idle.isReady(8));
        fillToTheGate();
        // Page by page, as each next one is there.
        Await.until("it has seen the tail", () -> {
            assertFalse(idle.isReady(QUARTER.length));
            idle.whenReady(QUARTER.length);
            return idle.position() >= 3L * PAGE;
        });
        assertFalse(idle.isReady(QUARTER.length));
        CompletableFuture<Void> ready = idle.whenReady(QUARTER.length).toCompletableFuture();
        assertFalse(ready.isDone());
        while (slow.poll((buffer, offset, length, header) -> {}, 100) > 0) {
            continue;
        }
        ready.get(30, TimeUnit.SECONDS);
        slow.close();
    }

    private void fillToTheGate() {
        try {
            while (true) {
                other.append(QUARTER);
            }
        } catch (GateClosedException e) {
            assertTrue(other.position() > 3L * PAGE);
        }
    }

    @Test
    void itComesToTheTailByAskingAlone() {
        for (int i = 0; i < 20; i++) {
            other.append(QUARTER);
        }
        Await.until("it is ready at the tail", () -> {
            boolean ready = idle.isReady(8);
            idle.whenReady(8).toCompletableFuture().join();
            return ready && idle.position() >= other.position();
        });
        assertTrue(idle.append(new byte[8]) >= other.position());
    }

    @Test
    void askingInAClaimLeavesItWhereItIs() {
        Claim claim = idle.claim(8);
        long position = idle.position();
        other.append(QUARTER);
        idle.isReady(8);
        idle.whenReady(8);
        assertTrue(idle.position() == position);
        claim.commit();
        assertTrue(idle.append(new byte[8]) > position);
    }
}
