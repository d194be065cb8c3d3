package io.tailrace.it;

import io.tailrace.Await;
import io.tailrace.internal.fault.FaultPoint;
import java.util.concurrent.CountDownLatch;

/** A place between two steps at which the first thread that comes by stands still until it is let go. */
final class Stop {
    private final FaultPoint point;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    Stop(FaultPoint point) {
        this.point = point;
    }

    /** By the thread that came by. */
    void stand() {
        reached.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    boolean isReached() {
        return reached.getCount() == 0;
    }

    void awaitReached() {
        Await.until(point + " to be reached", this::isReached);
    }

    void release() {
        released.countDown();
    }
}
