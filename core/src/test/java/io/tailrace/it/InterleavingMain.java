package io.tailrace.it;

import static io.tailrace.internal.fault.FaultPoint.*;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Batch;
import io.tailrace.Frame;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Retention;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.regression.Background;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Two threads in an order that the test chooses: one stands between two steps of the protocol, the other does all it has to, the first goes
 * on. In a process of its own, for fault points are a constant. Arguments: journal, the method to run.
 */
public final class InterleavingMain {
    private static final int PAGE = 1 << 16;
    private static final int LARGE = PAGE / 4 - 16;
    private static final int FRAMES = 12;

    private final Stops stops;
    private final Path path;

    private InterleavingMain(Stops stops, Path path) {
        this.stops = stops;
        this.path = path;
    }

    public static void main(String[] arguments) {
        InterleavingMain main = new InterleavingMain(Stops.install(), Path.of(arguments[0]));
        switch (arguments[1]) {
            case "sealMeetsCommit" -> main.sealMeetsCommit();
            case "commitMeetsSeal" -> main.commitMeetsSeal();
            case "sealedTwiceInARow" -> main.sealedTwiceInARow();
            case "endMeetsClaim" -> main.endMeetsClaim();
            case "sharedBatch" -> main.batchIsWhole(JournalMode.SHARED);
            case "exclusiveBatch" -> main.batchIsWhole(JournalMode.EXCLUSIVE);
            case "removerMeetsRegistration" -> main.removerMeetsRegistration();
            case "registrationMeetsRemover" -> main.registrationMeetsRemover();
            case "removerStandsBetweenPages" -> main.removerStandsBetweenPages();
            default -> throw new IllegalArgumentException(arguments[1]);
        }
    }

    /** The commit comes between a healer's decision and its CAS: the frame stays. */
    private void sealMeetsCommit() {
        try (Journal journal = create(JournalMode.SHARED);
                Appender writer = journal.appender();
                Reader reader = journal.reader()) {
            Stop filled = stops.at(PAYLOAD_CLAIMED);
            CompletableFuture<Long> append = Background.start(() -> writer.append(bytes("one")));
            filled.awaitReached();
            Stop decided = stops.at(SEAL_DECIDED);
            Await.until("a healer decides", () -> texts(reader).isEmpty() && decided.isReached());
            filled.release();
            Background.outcome(append);
            decided.release();
            Background.settleFileThreads();
            requireFrames(reader, "one");
            require(journal.status().sealed() == 0, "nothing was sealed");
            requireSound(journal);
        }
    }

    /** The claim is sealed before the commit, and another writer's frame is read: the append goes behind that, once. */
    private void commitMeetsSeal() {
        try (Journal journal = create(JournalMode.SHARED);
                Appender writer = journal.appender();
                Appender other = journal.appender();
                Reader reader = journal.reader()) {
            Stop filled = stops.at(PAYLOAD_CLAIMED);
            CompletableFuture<Long> append = Background.start(() -> writer.append(bytes("one")));
            filled.awaitReached();
            other.append(bytes("two"));
            requireFrames(reader, "two");
            filled.release();
            Background.outcome(append);
            requireFrames(reader, "one");
            require(journal.status().frames() == 2, "two frames are counted");
            requireSound(journal);
        }
    }

    /** A writer that is sealed twice in one append asks for more time: else one that is slow for good would append for ever. */
    private void sealedTwiceInARow() {
        try (Journal journal = create(JournalMode.SHARED);
                Appender writer = journal.appender();
                Reader reader = journal.reader()) {
            Stop claimed = stops.at(PAYLOAD_CLAIMED);
            CompletableFuture<Long> append = Background.start(() -> writer.append(bytes("one")));
            for (int turn = 1; turn <= 2; turn++) {
                int sealed = turn;
                claimed.awaitReached();
                Await.until(
                        "claim " + sealed + " to be sealed",
                        () -> texts(reader).isEmpty() && journal.status().sealed() == sealed);
                Stop again = stops.at(SEALED_COPIED);
                claimed.release();
                claimed = again;
            }
            claimed.awaitReached();
            long third = RawFile.getLong(path.resolve("0.page"), 64 + 2 * FrameDescriptor.extent(3));
            claimed.release();
            Background.outcome(append);
            requireFrames(reader, "one");
            require(FrameDescriptor.isPatient(third), "the third claim is patient");
            requireSound(journal);
        }
    }

    /** Another writer has room where this one is about to end the page: END comes behind its frame. */
    private void endMeetsClaim() {
        try (Journal journal = create(JournalMode.SHARED);
                Appender writer = journal.appender();
                Appender other = journal.appender();
                Reader reader = journal.reader()) {
            for (int i = 0; i < 3; i++) {
                writer.append(new byte[LARGE]);
            }
            requireFrames(reader, "", "", "");
            Stop taken = stops.at(NEXT_PAGE_TAKEN);
            CompletableFuture<Long> append = Background.start(() -> writer.append(filled(LARGE, 'l')));
            taken.awaitReached();
            other.append(bytes("small"));
            taken.release();
            Background.outcome(append);
            requireFrames(reader, "small", new String(filled(LARGE, 'l'), StandardCharsets.UTF_8));
            requireSound(journal);
        }
    }

    /** Once its first word is there, so is the rest of a batch. */
    private void batchIsWhole(JournalMode mode) {
        try (Journal journal = create(mode);
                Appender writer = journal.appender();
                Reader reader = journal.reader()) {
            Batch batch = writer.batch(200);
            for (String text : List.of("a", "b", "c")) {
                batch.add(bytes(text), 0, 1, 0, 0);
            }
            Stop published = stops.at(mode == JournalMode.SHARED ? CLAIM_COMMITTED : WORD_STORED);
            CompletableFuture<Long> publish = Background.start(batch::publish);
            published.awaitReached();
            List<String> seen = texts(reader);
            published.release();
            Background.outcome(publish);
            require(seen.equals(List.of("a", "b", "c")), "a reader saw " + seen);
        }
    }

    /** Who registers while a remover stands before the floor is seen by it. */
    private void removerMeetsRegistration() {
        try (Journal journal = createWithPages()) {
            Stop found = stops.at(TARGET_FOUND);
            CompletableFuture<Void> remover = Background.start(() -> remove(journal));
            found.awaitReached();
            try (Reader reader = late(journal)) {
                found.release();
                Background.outcome(remover);
                require(isThere(0), "no page is removed that it needs");
                require(texts(reader).size() == FRAMES, "all frames are there");
            }
        }
    }

    /** Who is about to register while pages are removed begins at what is left. */
    private void registrationMeetsRemover() {
        try (Journal journal = createWithPages()) {
            Stop locked = stops.at(CONSUMER_LOCKED);
            CompletableFuture<Reader> open = Background.start(() -> late(journal));
            locked.awaitReached();
            remove(journal);
            require(!isThere(0), "pages were removed");
            locked.release();
            try (Reader reader = Background.outcome(open)) {
                require(reader.position() == journal.status().floor(), "it begins at the floor");
                require(!texts(reader).isEmpty(), "and reads on from there, without a gap");
            }
        }
    }

    /** While pages are removed, and whenever that ends, the floor leads to one that is there. */
    private void removerStandsBetweenPages() {
        try (Journal journal = createWithPages()) {
            Stop unlinked = stops.at(PAGE_UNLINKED);
            CompletableFuture<Void> remover = Background.start(() -> remove(journal));
            unlinked.awaitReached();
            require(!isThere(0) && isThere(1), "one page is removed, another one is about to be");
            try (Reader reader = journal.reader()) {
                require(!texts(reader).isEmpty(), "who comes meanwhile reads");
            }
            unlinked.release();
            Background.outcome(remover);
            require(!isThere(1), "the other one is removed, too");
        }
    }

    private static Reader late(Journal journal) {
        return journal.reader(ReaderOptions.defaults().consumer("late"));
    }

    private static Void remove(Journal journal) {
        journal.setRetention(Retention.pages(1));
        return null;
    }

    private boolean isThere(int page) {
        return Files.exists(path.resolve(page + ".page"));
    }

    private Journal create(JournalMode mode) {
        return Journal.openOrCreate(
                path, JournalOptions.defaults().pageSize(PAGE).mode(mode).patience(Duration.ofMillis(1)));
    }

    /** Four pages. */
    private Journal createWithPages() {
        Journal journal = create(JournalMode.EXCLUSIVE);
        try (Appender writer = journal.appender()) {
            for (int i = 0; i < FRAMES; i++) {
                writer.append(new byte[LARGE]);
            }
        }
        return journal;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] filled(int length, char with) {
        return bytes(Character.toString(with).repeat(length));
    }

    private static List<String> texts(Reader reader) {
        List<String> texts = new ArrayList<>();
        while (reader.poll(Frame.decoder(), frame -> texts.add(frame.utf8().replace("\0", "")), 100) > 0) {
            // On to what is behind.
        }
        return texts;
    }

    /** These are read next, and nothing else. */
    private static void requireFrames(Reader reader, String... expected) {
        List<String> seen = new ArrayList<>();
        Await.until(List.of(expected).size() + " frames to be read", () -> {
            seen.addAll(texts(reader));
            return seen.size() >= expected.length;
        });
        require(seen.equals(List.of(expected)), "expected " + List.of(expected) + ", read " + seen);
    }

    private static void requireSound(Journal journal) {
        require(
                journal.verify().fault() == null,
                String.valueOf(journal.verify().fault()));
        List<String> all = new ArrayList<>();
        try (Reader reader = journal.reader()) {
            all.addAll(texts(reader));
        }
        require(
                all.size() == journal.status().frames(),
                all.size() + " frames of " + journal.status().frames());
    }

    /** Ends this process: somebody may be standing where a close would wait for it. */
    private static void require(boolean condition, String what) {
        if (!condition) {
            new AssertionError("not so: " + what).printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }
}
