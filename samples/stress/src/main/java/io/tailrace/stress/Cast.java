package io.tailrace.stress;

import io.tailrace.Await;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Who plays, and the spares that have warmed up and take the place of those that are killed. For the thread that directs the round. */
final class Cast implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Places places;
    private final RoundBoard round;
    private final WriterBoard writers;
    private final SplittableRandom random;
    private final int spareCount;
    private final List<Member> players = new ArrayList<>();
    private final Deque<Member> spares = new ArrayDeque<>();
    private final List<ReaderBoard> readers = new ArrayList<>();
    private int ids;

    Cast(Places places, SplittableRandom random, int readerCount, int spareCount) {
        this.places = places;
        this.round = places.roundBoard();
        this.writers = places.writers();
        this.random = random;
        this.spareCount = spareCount;
        for (int i = 0; i < readerCount; i++) {
            readers.add(places.reader(ReaderKind.name(i)));
        }
    }

    /** Starts a member at once if a spare is there. */
    Member enter(String kind, int number) {
        Member member = spares.isEmpty() ? start() : spares.removeFirst();
        member.play(kind, random.nextLong(), number);
        players.add(member);
        while (spares.size() < spareCount) {
            spares.addLast(start());
        }
        return member;
    }

    /** One that works beside the journal: no fault meets it. */
    Member enterBeside(String kind) {
        Member member = spares.isEmpty() ? start() : spares.removeFirst();
        member.play(kind, 0, 0);
        return member;
    }

    private Member start() {
        if (ids + 1 == RoundBoard.MOST_MEMBERS) {
            throw new IllegalStateException("more than " + ids + " processes in one round");
        }
        return Member.start(places, ++ids);
    }

    /** Somebody is gone, by our hand; another one takes over. */
    Member replace(Member gone) {
        leave(gone);
        return enter(gone.kind(), gone.number());
    }

    /** Somebody is gone; what it said before is looked at. */
    void leave(Member gone) {
        gone.child().end();
        players.remove(gone);
        if (!gone.child().errors().isEmpty()) {
            throw new AssertionError(gone + " said:\n" + gone.child().errors());
        }
    }

    List<Member> players() {
        return List.copyOf(players);
    }

    List<Member> running(Predicate<Member> which) {
        return players.stream().filter(m -> !m.isStopped() && which.test(m)).toList();
    }

    List<Member> stopped() {
        return players.stream().filter(Member::isStopped).toList();
    }

    boolean isReady(Member member) {
        return round.isReady(member.id());
    }

    void awaitReady(Member member) {
        Await.until(
                member + " is ready",
                PATIENCE,
                () -> isReady(member) || !member.child().isAlive());
        requireAlive(member);
    }

    /** Fails if somebody ended that nobody ended. */
    void requireAlive() {
        players.forEach(this::requireAlive);
    }

    private void requireAlive(Member member) {
        // Halted at a fault point: that is looked at in its turn.
        if (!member.child().isAlive() && member.id() != round.victim()) {
            int code = member.child().end();
            throw new AssertionError(
                    member + " ended with " + code + ":\n" + member.child().errors());
        }
    }

    /** Whether an append or poll of a member is in progress, as its board says; exact while it is stopped. */
    boolean isInside(Member member) {
        if (member.isReader()) {
            return readers.get(member.number()).isInside();
        }
        return member.isWriter() && insideOf(member) >= 0;
    }

    /** Whether a poll, or an append of one kind, is in progress. */
    boolean isInside(Member member, Operation operation) {
        if (member.isReader()) {
            return isInside(member);
        }
        int writer = insideOf(member);
        return writer >= 0 && writers.operation(writer) == operation;
    }

    /** A writer number of a member that is inside a call, -1 if there is none. */
    int insideOf(Member member) {
        for (int writer = round.numbers() - 1; writer >= 0; writer--) {
            if (writers.member(writer) == member.id()
                    && writers.isInside(writer)
                    && writers.operation(writer) != Operation.OPEN) {
                return writer;
            }
        }
        return -1;
    }

    /** What a member is in the midst of. */
    String activity(Member member) {
        return member.isReader() ? "poll" : writers.operation(insideOf(member)).toString();
    }

    private static List<String> threadsOf(Member member) {
        try {
            return member.child().threads();
        } catch (AssertionError e) {
            // It ended meanwhile, for another reason.
            return List.of(e.toString());
        }
    }

    /** Where everybody who runs stands, for who looks for the cause of a failure. */
    String threads() {
        StringBuilder text = new StringBuilder();
        players.forEach(member -> text.append(member.child().errors()));
        for (Member member : running(m -> m.child().isAlive() && !m.kind().equals(Casting.MEDDLER))) {
            text.append(member).append(insideOf(member) >= 0 ? " inside\n" : "\n");
            String thread = "";
            for (String line : threadsOf(member)) {
                if (line.startsWith("\"")) {
                    thread = line + "\n";
                } else if (line.startsWith("\tat io.tailrace.internal")) {
                    text.append(thread).append(line).append("\n");
                    thread = "";
                }
            }
        }
        return text.toString();
    }

    ReaderBoard reader(int index) {
        return readers.get(index);
    }

    int readers() {
        return readers.size();
    }

    RoundBoard round() {
        return round;
    }

    WriterBoard writers() {
        return writers;
    }

    Places places() {
        return places;
    }

    @Override
    public void close() {
        players.forEach(member -> member.child().close());
        spares.forEach(member -> member.child().close());
    }
}
