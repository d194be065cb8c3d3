package io.tailrace.internal.control;

import io.tailrace.layout.LockDescriptor;
import java.io.IOException;

/** A gating reader without a name, which counts while it lives. Its slot does not say that it died, but the slot's byte does. */
public final class UnnamedReader {
    private UnnamedReader() {}

    /**
     * Frees a slot whose reader died. Tries its byte, which disturbs nobody who has it; whoever tries to take it just then is refused for a
     * moment. The kernel's table would not do: it hides owners in other PID namespaces.
     *
     * @param slot one that {@link ConsumerSlot#isUnnamed() is unnamed}
     * @return whether its reader lives, as far as anybody can tell
     */
    public static boolean isAliveOrFreed(ControlFile control, LockFile lock, ConsumerSlot slot) throws IOException {
        long position = LockDescriptor.consumer(slot.number());
        if (!lock.tryLock(position)) {
            return true;
        }
        try {
            // It may have left, and another one come, before the byte was taken.
            if (slot.isUnnamed()) {
                // One that lives, and lost its lock, is told by its next advance.
                slot.raiseRegistration();
                slot.free();
                control.raiseConsumerChanges();
            }
        } finally {
            lock.unlock(position);
        }
        return false;
    }
}
