package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.PooledByteBufAllocator;
import io.tailrace.Await;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.SharedMemoryDirectory;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients, and such as do not read, while another process writes at full speed. */
class ClientsIT {
    private static final int MIB = 1 << 20;
    private static final long SLOW_SAMPLES = 12;

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private Path path;
    private ChildProcess writer;
    private Served served;
    private final List<AutoCloseable> clients = new ArrayList<>();

    @BeforeEach
    void start() {
        path = directory.resolve("flood");
        writer = ChildProcess.start(FloodMain.class, path, 0);
        writer.expect("writing");
        served = Served.start(directory);
        Await.until("it is shown", () -> served.state(path).equals("live"));
    }

    @AfterEach
    void stop() {
        CloseHelper.closeAll(clients);
        served.close();
        writer.close();
        SharedMemoryDirectory.empty(directory);
    }

    @Test
    void aClientThatHardlyReadsHoldsNothingUp() {
        SlowSocket slow = open(new SlowSocket(served.port(), Served.journal(path) + "/live"));
        EventStream quick = open(served.stream(Served.journal(path) + "/live"));
        quick.next();
        long before = usedBytes();
        for (int i = 0; i < SLOW_SAMPLES; i++) {
            // 100 bytes a second, as a sample comes each half second.
            assertEquals(50, slow.read(50));
            onTime(quick);
        }
        long grown = usedBytes() - before;
        assertTrue(grown < 16 * MIB, "grew by " + grown + " bytes");
    }

    @Test
    void manyThatDoNotReadHoldNothingUp() {
        for (int i = 0; i < 200; i++) {
            open(new SlowSocket(served.port(), Served.journal(path) + (i % 2 == 0 ? "/live" : "/frames?limit=500")));
        }
        EventStream quick = open(served.stream(Served.journal(path) + "/live"));
        quick.next();
        // What the system takes for them is full by then, or will be.
        for (int i = 0; i < SLOW_SAMPLES; i++) {
            onTime(quick);
        }
        long before = usedBytes();
        for (int i = 0; i < SLOW_SAMPLES; i++) {
            onTime(quick);
        }
        long grown = usedBytes() - before;
        // Each holds an event that was made for it, of up to 300 KB for 500 frames.
        assertTrue(grown < 48 * MIB, "grew by " + grown + " bytes");
    }

    @Test
    void fiftyGetAllSamples() {
        List<EventStream> streams = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            streams.add(open(served.stream(Served.journal(path) + "/live")));
        }
        for (EventStream stream : streams) {
            long last = stream.next().get("at").asLong();
            for (int i = 0; i < 4; i++) {
                JsonNode sample = stream.next();
                assertTrue(sample.get("at").asLong() > last, "in their order");
                last = sample.get("at").asLong();
                assertTrue(sample.get("row").get("framesPerSecond").doubleValue() > 0);
            }
        }
        CloseHelper.closeAll(clients);
        clients.clear();
        Await.until("nobody is left", () -> served.lookers() == 0);
    }

    /** The next sample comes, and is not an old one. */
    private static void onTime(EventStream stream) {
        JsonNode sample = stream.next();
        double age = (Moment.now().epochNanos() - sample.get("at").asLong()) / 1e9;
        assertTrue(age < 10, "a sample of " + age + " s ago");
    }

    private <T extends AutoCloseable> T open(T client) {
        clients.add(client);
        return client;
    }

    /** What is reachable on the heap, and what buffers take outside. */
    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }
}
