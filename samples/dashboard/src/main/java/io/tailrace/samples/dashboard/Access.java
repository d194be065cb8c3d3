package io.tailrace.samples.dashboard;

import com.fasterxml.jackson.annotation.JsonValue;
import io.tailrace.Journal;
import io.tailrace.JournalAccessException;
import io.tailrace.JournalClosedException;
import io.tailrace.JournalNotFoundException;
import io.tailrace.JournalOptions;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A journal open for reading, for as long as it is the one under its path. For the sampler's thread; {@link #journal()} answers any.
 */
final class Access implements AutoCloseable {
    /** What becomes of looking at a path. */
    enum State {
        LIVE,
        GONE,
        DAMAGED,
        DENIED;

        @JsonValue
        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final String CONTROL = "control";

    private final Path path;
    private volatile @Nullable Journal journal;
    private @Nullable Object key;
    private State state = State.GONE;
    private @Nullable String problem;

    Access(Path path) {
        this.path = path;
    }

    /**
     * Opens the journal if it is there, and lets go of one that is not there any more.
     *
     * @return the journal, or null: then {@link #state()} says why
     */
    @Nullable
    Journal refresh() {
        try {
            Object now = Files.readAttributes(path.resolve(CONTROL), BasicFileAttributes.class)
                    .fileKey();
            if (journal != null && !Objects.equals(now, key)) {
                close();
            }
            if (journal == null) {
                open(now);
            }
        } catch (NoSuchFileException e) {
            failed(State.GONE, null);
        } catch (AccessDeniedException e) {
            failed(State.DENIED, "no right to look into " + path);
        } catch (IOException | RuntimeException | InternalError e) {
            failed(e);
        }
        return journal;
    }

    private void open(@Nullable Object before) throws IOException {
        Journal opened =
                Journal.open(path, JournalOptions.defaults().readOnly(true).trustGroup(true));
        journal = opened;
        // Replaced while it was opened: which of the two this is will not be known; the next look decides.
        Object after = Files.readAttributes(path.resolve(CONTROL), BasicFileAttributes.class)
                .fileKey();
        if (!Objects.equals(before, after)) {
            close();
            return;
        }
        key = after;
        state = State.LIVE;
        problem = null;
    }

    /** Notes what went wrong while the journal was looked at; the next {@link #refresh()} opens it anew. */
    void failed(Throwable error) {
        State found = State.DAMAGED;
        if (error instanceof JournalNotFoundException || error instanceof JournalClosedException) {
            found = State.GONE;
        } else if (error instanceof JournalAccessException || error instanceof AccessDeniedException) {
            found = State.DENIED;
        }
        failed(found, found == State.GONE ? null : String.valueOf(error.getMessage()));
    }

    private void failed(State found, @Nullable String why) {
        close();
        state = found;
        problem = why;
    }

    State state() {
        return state;
    }

    /** What is wrong, as a sentence; null if nothing is. */
    @Nullable
    String problem() {
        return problem;
    }

    /** The journal while it is open. */
    @Nullable
    Journal journal() {
        return journal;
    }

    @Override
    public void close() {
        Journal open = journal;
        journal = null;
        key = null;
        state = State.GONE;
        if (open != null) {
            open.close();
        }
    }
}
