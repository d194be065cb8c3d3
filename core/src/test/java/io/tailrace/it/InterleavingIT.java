package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Frames;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.TestJournals;
import io.tailrace.check.ChildProcess;
import io.tailrace.internal.fault.FaultPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens when somebody stands, or dies, between two steps, and others do not: each time in the order that is worst. */
class InterleavingIT {
    /** Nothing here may depend on a clock. */
    private static final Duration LONG = Duration.ofHours(1);

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void sealMeetsCommit() {
        run("sealMeetsCommit");
    }

    @Test
    void commitMeetsSeal() {
        run("commitMeetsSeal");
    }

    @Test
    void sealedTwiceInARow() {
        run("sealedTwiceInARow");
    }

    @Test
    void endMeetsClaim() {
        run("endMeetsClaim");
    }

    @Test
    void sharedBatch() {
        run("sharedBatch");
    }

    @Test
    void exclusiveBatch() {
        run("exclusiveBatch");
    }

    @Test
    void removerMeetsRegistration() {
        run("removerMeetsRegistration");
    }

    @Test
    void registrationMeetsRemover() {
        run("registrationMeetsRemover");
    }

    @Test
    void removerStandsBetweenPages() {
        run("removerStandsBetweenPages");
    }

    private void run(String order) {
        try (ChildProcess child = ChildProcess.start(InterleavingMain.class, journals.path(), order)) {
            child.endWell();
        }
    }

    /** A living writer seals what a dead one noted, for readers that may not. */
    @Test
    void claimOfTheDeadIsSealedByWhoLives() {
        Journal journal = createShared();
        Appender writer = journals.closing(journal.appender());
        halt(FaultPoint.CLAIMED);
        writer.append(Frames.bytes("behind"));
        assertEquals(List.of("whole", "behind"), lookedAt(2));
    }

    /** Who takes the slot of a dead writer seals what that noted, for nobody will find it noted again. */
    @Test
    void claimOfTheDeadIsSealedByItsHeir() {
        Journal journal = createShared();
        halt(FaultPoint.CLAIMED);
        try (Appender writer = journal.appender()) {
            writer.append(Frames.bytes("behind"));
        }
        assertEquals(List.of("whole", "behind"), lookedAt(2));
    }

    /** All that was stored but the word: nobody ever reads it. */
    @Test
    void whoDiesBeforeTheCommitAppendedNothing() {
        Journal journal = createShared();
        halt(FaultPoint.PAYLOAD_CLAIMED);
        try (Appender writer = journal.appender()) {
            writer.append(Frames.bytes("behind"));
        }
        assertEquals(List.of("whole", "behind"), lookedAt(2));
    }

    private Journal createShared() {
        return journals.create(TestJournals.small().mode(JournalMode.SHARED).patience(LONG));
    }

    private void halt(FaultPoint point) {
        try (ChildProcess child = ChildProcess.start(HaltMain.class, journals.path(), point)) {
            assertEquals(HaltMain.CODE, child.end(), child::errors);
        }
    }

    /** What a reader sees that may not write. */
    private List<String> lookedAt(int frames) {
        Journal looking = journals.closing(
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true)));
        Reader reader = journals.closing(looking.reader());
        List<String> texts = new ArrayList<>();
        Await.until(frames + " frames to be read", () -> {
            texts.addAll(Frames.texts(reader));
            return texts.size() >= frames;
        });
        return texts;
    }
}
