package io.tailrace.samples.dashboard;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which journals there are: those that were named, whether they are there or not, and those below the directories that were.
 *
 * <p><b>Threading:</b> the sampler's thread scans; any thread may ask.
 */
final class Catalog implements AutoCloseable {
    /** As deep as the demo's journals lie below the directory of shared memory, and one more. */
    private static final int MAX_DEPTH = 3;

    private static final int MAX_JOURNALS = 1000;
    private static final double KEEP_GONE_SECONDS = 600;

    private final List<Path> roots = new ArrayList<>();
    private final Map<String, Kept> journals = new ConcurrentHashMap<>();

    /** A journal; since when it is gone, if it was found and not named. */
    private record Kept(
            JournalWatch watch, boolean named, @Nullable Moment goneSince) {}

    /**
     * A catalog of what was asked for.
     *
     * @param paths journals, which may be missing still, and directories of journals
     */
    Catalog(List<Path> paths) {
        for (Path path : paths) {
            Path absolute = path.toAbsolutePath().normalize();
            // What may not be looked into was meant as a journal, and is shown with what hinders it.
            boolean open = Files.isReadable(absolute) && Files.isExecutable(absolute);
            if (Files.isDirectory(absolute) && open && !isJournal(absolute)) {
                roots.add(absolute);
            } else {
                add(Source.of(absolute), true);
            }
        }
    }

    private void add(Source source, boolean named) {
        if (journals.size() < MAX_JOURNALS) {
            journals.putIfAbsent(source.id(), new Kept(new JournalWatch(source), named, null));
        }
    }

    /** Looks for journals that came, and forgets those that are gone for long and that nobody looks at. */
    void scan(Moment now) {
        Set<Path> found = new HashSet<>();
        roots.forEach(root -> find(root, 1, found));
        found.forEach(path -> add(Source.of(path), false));
        journals.replaceAll((id, kept) -> {
            boolean gone = kept.watch.row().state() == Access.State.GONE
                    && !found.contains(kept.watch.source().path());
            Moment since = !gone ? null : kept.goneSince == null ? now : kept.goneSince;
            return new Kept(kept.watch, kept.named, since);
        });
        for (Map.Entry<String, Kept> entry : journals.entrySet()) {
            Kept kept = entry.getValue();
            boolean old = kept.goneSince != null && now.secondsSince(kept.goneSince) > KEEP_GONE_SECONDS;
            if (old && !kept.named && !kept.watch.live().isWatched()) {
                journals.remove(entry.getKey());
                kept.watch.close();
            }
        }
    }

    private static void find(Path directory, int depth, Set<Path> found) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Catalog::isVisibleDirectory)) {
            for (Path entry : entries) {
                if (isJournal(entry)) {
                    found.add(entry);
                } else if (depth < MAX_DEPTH && found.size() < MAX_JOURNALS) {
                    find(entry, depth + 1, found);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Not ours to read, or just gone: then there is nothing in it to show.
            return;
        }
    }

    private static boolean isVisibleDirectory(Path path) {
        return !path.getFileName().toString().startsWith(".") && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** By its files, not by what they say: a damaged one is to be shown as such. */
    private static boolean isJournal(Path path) {
        return Files.exists(path.resolve("control"), LinkOption.NOFOLLOW_LINKS)
                && Files.exists(path.resolve("lock"), LinkOption.NOFOLLOW_LINKS);
    }

    List<String> roots() {
        return roots.stream().map(Path::toString).toList();
    }

    /** All, by their paths. */
    List<JournalWatch> all() {
        return journals.values().stream()
                .map(Kept::watch)
                .sorted(Comparator.comparing(watch -> watch.source().path()))
                .toList();
    }

    /** The one that an address names, or null. */
    @Nullable
    JournalWatch find(String id) {
        Kept kept = journals.get(id);
        return kept == null ? null : kept.watch;
    }

    @Override
    public void close() {
        Collection<Kept> all = journals.values();
        all.forEach(kept -> kept.watch.close());
    }
}
