package io.tailrace.check;

import java.io.IOException;

/** Children of a test that was killed itself must not go on for ever. */
public final class Orphan {
    private Orphan() {}

    /** Ends this process when its standard input ends, which it does when the parent is gone. */
    public static void endsWithItsParent() {
        Thread thread = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Nobody says anything; only the end counts.
                    continue;
                }
            } catch (IOException e) {
                // As good as the end.
                Runtime.getRuntime().halt(3);
            }
            Runtime.getRuntime().halt(3);
        });
        thread.setDaemon(true);
        thread.start();
    }
}
