package io.tailrace.internal.seal;

import static io.tailrace.layout.FrameDescriptor.*;

import java.time.Duration;

/** How long a claim may stand whose writer is not dead. It says when to seal, never whether that is safe: the commit's CAS says that. */
final class Patience {
    private static final long NANOS_PER_BYTE_SHIFT = 20;
    private static final long NANOS_PER_MIB = 1_000_000L;

    /** For a writer that was sealed twice in a row: slow, but perhaps not stopped. */
    private static final int PATIENT_FACTOR = 20;

    private Patience() {}

    /** For a claim of this word, in ns; as long as there is, for who asked for longer. */
    static long nanos(Duration base, long word) {
        long nanos = base.toNanos() + (length(word) * NANOS_PER_MIB >>> NANOS_PER_BYTE_SHIFT);
        return isPatient(word) ? Math.min(nanos, Long.MAX_VALUE / PATIENT_FACTOR) * PATIENT_FACTOR : nanos;
    }
}
