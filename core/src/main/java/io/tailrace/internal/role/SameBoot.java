package io.tailrace.internal.role;

import io.tailrace.IncompatibleJournalException;
import io.tailrace.internal.control.ControlFile;
import java.nio.file.Path;
import java.util.UUID;

/** Whether the machine was started anew since a journal was written. What it wrote before that is there in part. */
public final class SameBoot {
    private SameBoot() {}

    /** Without checksums nobody can tell which part survived, so nobody goes on behind it. */
    public static void require(Path journal, ControlFile control) {
        UUID found = of(control);
        UUID own = ProcessIdentity.bootId();
        if (isKnown(found) && isKnown(own) && !found.equals(own)) {
            throw new IncompatibleJournalException(
                    journal,
                    "the machine was started anew since this journal was written (boot id " + found + ", now " + own
                            + "), and without checksums nobody can tell what survived; read it, or copy it into a new one");
        }
    }

    /** By who writes from now on. */
    public static void store(ControlFile control) {
        UUID own = ProcessIdentity.bootId();
        control.storeBootId(own.getMostSignificantBits(), own.getLeastSignificantBits());
    }

    /** Whether those who wrote last did so since this machine was started; as far as that can be told. */
    static boolean isThis(ControlFile control) {
        return isKnown(control) && of(control).equals(ProcessIdentity.bootId());
    }

    static boolean isKnown(ControlFile control) {
        return isKnown(of(control));
    }

    private static UUID of(ControlFile control) {
        return new UUID(control.bootIdHigh(), control.bootIdLow());
    }

    /** Its two halves are two stores, between which one may be killed. */
    private static boolean isKnown(UUID bootId) {
        return bootId.getMostSignificantBits() != 0 && bootId.getLeastSignificantBits() != 0;
    }
}
