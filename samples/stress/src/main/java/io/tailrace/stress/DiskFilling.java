package io.tailrace.stress;

import io.tailrace.check.SmallDisk;
import java.util.concurrent.locks.LockSupport;

/** A file system without a byte left, until a writer was refused for that; then space again. */
final class DiskFilling {
    private static final long LIMIT_NANOS = 2_000_000_000L;
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final Stage stage;

    DiskFilling(Stage stage) {
        this.stage = stage;
    }

    void fill() {
        SmallDisk disk = stage.disk();
        if (disk == null) {
            throw new IllegalStateException("no file system of its own to fill: that takes root");
        }
        long before = refused();
        long begin = System.nanoTime();
        disk.fill();
        try {
            while (refused() == before && System.nanoTime() - begin < PATIENCE_NANOS) {
                // What retention frees meanwhile is taken, too.
                disk.fill();
                LockSupport.parkNanos(100_000);
            }
        } finally {
            disk.free();
        }
        if (refused() > before) {
            stage.counts().count(FaultKind.FULL_DISK, "refused");
            stage.progress().require("a full disk", LIMIT_NANOS);
        } else {
            stage.counts().miss();
        }
    }

    private long refused() {
        return stage.cast().writers().refused(stage.cast().round().numbers());
    }
}
