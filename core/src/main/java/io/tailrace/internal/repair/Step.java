package io.tailrace.internal.repair;

import java.io.IOException;

/**
 * One step of a repair. Who is killed between two, or in the middle of one, leaves a journal that the next repair finishes.
 *
 * @param text what is done and why, for people
 * @param action does it
 */
record Step(String text, Action action) {

    /** What a step does. On a file thread. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }
}
