package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;

/** An invoked loop on a runner's thread that sleeps until woken, at most for a second. Its turns are counted. */
final class CountedLoop implements AutoCloseable {
    final PollLoop loop = PollLoop.invoked("counted");
    private final AtomicLong turns = new AtomicLong();
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();
    private final AgentRunner runner;

    private final class Counting implements Agent {
        private final Agent agent = loop.agent();

        @Override
        public int doWork() throws Exception {
            int work = agent.doWork();
            turns.incrementAndGet();
            return work;
        }

        @Override
        public void onClose() {
            agent.onClose();
        }

        @Override
        public String roleName() {
            return agent.roleName();
        }
    }

    CountedLoop() {
        runner = new AgentRunner(
                loop.idleStrategy(Duration.ofSeconds(1)), t -> thrown.compareAndSet(null, t), null, new Counting());
        AgentRunner.startOnThread(runner);
    }

    long turns() {
        return turns.get();
    }

    /** Returns when a turn is over behind a sleep that lasted so long: the next one will last as long at least. */
    private void awaitSleepOf(Duration atLeast) {
        long[] last = {turns.get(), System.nanoTime()};
        await("sleeps for " + atLeast, () -> {
            long now = System.nanoTime();
            if (turns.get() == last[0]) {
                return false;
            }
            long slept = now - last[1];
            last[0] = turns.get();
            last[1] = now;
            return slept >= atLeast.toNanos();
        });
    }

    /** What is left for the loop while it sleeps, and how it shows that the loop took it. */
    record Note(Runnable leave, BooleanSupplier isTaken) {}

    /** How long it takes until a note is taken that is left at the begin of a sleep that would last so long at least, in ns. */
    long nanosOf(Duration sleep, Note note) {
        // What this test added or did before is taken: that must not be the turn that is waited for.
        long before = turns.get();
        await("two turns", () -> turns.get() >= before + 2);
        awaitSleepOf(sleep);
        long begin = System.nanoTime();
        note.leave.run();
        await("note is taken", note.isTaken);
        return System.nanoTime() - begin;
    }

    @Override
    public void close() {
        runner.close();
        if (thrown.get() != null) {
            throw new AssertionError(thrown.get());
        }
    }
}
