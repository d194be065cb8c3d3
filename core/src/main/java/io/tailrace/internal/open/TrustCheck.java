package io.tailrace.internal.open;

import io.tailrace.JournalAccessException;
import io.tailrace.JournalNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whether a directory is one whose bytes may be believed and written. Whoever can write it can make this process read anything; whoever
 * can rename it can make it write elsewhere.
 */
final class TrustCheck {
    private static final int FILE_TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMBOLIC_LINK = 0120000;
    private static final int GROUP_WRITE = 0020;
    private static final int OTHERS_WRITE = 0002;

    private TrustCheck() {}

    /**
     * Checks a journal's directory.
     *
     * @param forWriting whether it is to be written: then it has to be the user's, root's, or, opted in, the group's
     * @param groupTrusted whether the caller opted in to a directory that the group may write
     */
    static void directory(Path path, boolean forWriting, boolean groupTrusted) throws IOException {
        Map<String, Object> attributes;
        try {
            attributes = Files.readAttributes(path, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new JournalNotFoundException(path, "no such directory: create the journal first, or wait for it");
        }
        int mode = (Integer) attributes.get("mode");
        int owner = (Integer) attributes.get("uid");
        if ((mode & FILE_TYPE) == SYMBOLIC_LINK) {
            throw new JournalAccessException(path, "is a symbolic link; name the directory itself", null);
        }
        if ((mode & FILE_TYPE) != DIRECTORY) {
            throw new JournalAccessException(path, "is not a directory, so it is no journal; name another path", null);
        }
        if ((mode & OTHERS_WRITE) != 0) {
            throw new JournalAccessException(path, "everybody may write the directory; take that right away", null);
        }
        boolean own = owner == 0 || owner == userId();
        boolean group = groupTrusted && (mode & GROUP_WRITE) != 0;
        if (forWriting && !own && !group) {
            throw new JournalAccessException(
                    path,
                    "the directory belongs to user " + owner
                            + ", not to this one or root; open it read-only, or, if its group may write it, trust the group (trustGroup)",
                    null);
        }
    }

    /** Whether a directory that may be read may be written as well. */
    static boolean isForWriting(Path path, boolean groupTrusted) throws IOException {
        try {
            directory(path, true, groupTrusted);
            return true;
        } catch (JournalAccessException e) {
            return false;
        }
    }

    private static int userId() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
