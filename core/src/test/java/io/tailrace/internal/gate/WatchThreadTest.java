package io.tailrace.internal.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.Await;
import io.tailrace.internal.wake.Bell;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** All gates and watches of a JVM rely on one thread: what one of them throws ends that one alone. */
class WatchThreadTest {
    private static final class Watched implements Watcher {
        final @Nullable RuntimeException ofBell;
        volatile @Nullable Error ofLook;
        volatile Outcome outcome = Outcome.NOTHING;
        volatile int looks;
        volatile @Nullable Throwable failed;
        volatile boolean forgotten;

        Watched(@Nullable RuntimeException ofBell) {
            this.ofBell = ofBell;
        }

        @Override
        public @Nullable Bell bell() {
            if (ofBell != null) {
                throw ofBell;
            }
            return null;
        }

        @Override
        public Outcome look(long nanoTime) {
            looks++;
            Error thrown = ofLook;
            if (thrown != null) {
                throw thrown;
            }
            return outcome;
        }

        @Override
        public void forgotten() {
            forgotten = true;
        }

        @Override
        public void failed(Throwable error) {
            failed = error;
            throw new InternalError("that, too, for this test");
        }
    }

    @Test
    void oneThatFailsEndsAlone() {
        Watched sound = new Watched(null);
        Watched failing = new Watched(null);
        failing.ofLook = new InternalError("for this test");
        WatchThread.add(sound);
        WatchThread.add(failing);
        Await.until("it is forgotten", () -> failing.forgotten);
        assertEquals(failing.ofLook, failing.failed);
        end(sound);
    }

    @Test
    void oneWhoseBellFailsIsLookedAt() {
        Watched sound = new Watched(null);
        Watched failing = new Watched(new IllegalStateException("for this test"));
        // First: who finds one that cannot be rung asks no other.
        WatchThread.add(failing);
        WatchThread.add(sound);
        int before = sound.looks;
        Await.until("both are looked at", () -> failing.looks > 10 && sound.looks > before + 10);
        end(failing);
        end(sound);
    }

    private static void end(Watched watched) {
        watched.outcome = Watcher.Outcome.DONE;
        WatchThread.wakeUp();
        Await.until("it is forgotten", () -> watched.forgotten);
    }
}
