package io.tailrace.internal.repair;

import static io.tailrace.layout.ControlDescriptor.*;

import io.tailrace.CorruptJournalException;
import io.tailrace.IncompatibleJournalException;
import io.tailrace.JournalException;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.FileMaker;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.PageMaker;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Says what is to be done with what a {@link Survey} found.
 *
 * <p>The order of a cut makes it repeatable. First the page is copied, then the place is barred by an END that leads nowhere, if nothing
 * else stops everybody there: nobody goes on in a journal that is half repaired. Then everything else; the last store is the END that
 * leads on, and only behind that the hints point there.
 *
 * <pre>
 * page k                          k+1 …           above all that was ever made, hinted or read
 * | frames | bad word …        |  | frames … |
 * | frames | END ────────────────────────────────→ | empty page M |
 *   cut-P.k.page, a copy          cut-P.k+1.page, renamed
 * </pre>
 */
final class PlanMaker {
    private final ControlFile control;
    private final PageCache cache;
    private final FileMaker maker;
    private final Survey survey;
    private final boolean rebooted;
    private final int pageBits;
    private final Plan plan = new Plan();
    private final Witnesses witnesses;

    PlanMaker(ControlFile control, PageCache cache, LockFile lock, Survey survey, boolean rebooted) {
        this.control = control;
        this.cache = cache;
        this.maker = new FileMaker(cache.directory(), lock);
        this.survey = survey;
        this.rebooted = rebooted;
        this.pageBits = cache.geometry().pageBits();
        this.witnesses =
                new Witnesses(control, survey.files, survey.floor < 0 ? -1 : Positions.pageIndex(survey.end, pageBits));
    }

    Plan make() {
        String reason = survey.floor < 0 ? "no page can be used" : whyToCut();
        if (survey.floor < 0) {
            beginAnew(reason);
        } else if (reason.isEmpty()) {
            mend();
        } else {
            cut(reason);
        }
        return plan;
    }

    /** Empty if there is no reason. */
    private String whyToCut() {
        if (survey.word == FrameDescriptor.end(0)) {
            return "an earlier repair was interrupted here";
        }
        if (survey.fault != null) {
            return survey.fault instanceof CorruptJournalException e
                    ? e.reason()
                    : Objects.requireNonNull(survey.fault.getMessage());
        }
        if (!survey.filled.isEmpty()) {
            return "page " + survey.filled.first() + " has something in it, but no END leads there";
        }
        if (survey.residue >= 0) {
            return "byte " + survey.residue + " behind the tail is not 0";
        }
        if (rebooted) {
            return "the machine was started anew since; what was written last may not have survived";
        }
        long hint = control.writePosition();
        if (hint > survey.end && witnesses.isPlausible(hint)) {
            return "write_pos " + hint + " lies behind the tail " + survey.end;
        }
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            long cursor = control.consumer(i).cursor();
            if (control.consumer(i).isRegistered() && cursor > survey.end && witnesses.isPlausible(cursor)) {
                return "consumer \"" + control.consumer(i).name() + "\" has come to " + cursor + ", behind the tail "
                        + survey.end;
            }
        }
        return "";
    }

    private void cut(String reason) {
        long at = survey.end;
        long page = Positions.pageIndex(at, pageBits);
        int offset = Positions.offset(at, pageBits);
        long next = Math.max(witnesses.highest() + 1, page + 2);
        requireIndex(next);
        plan.cut = at;
        plan.resumed = Positions.firstFrame(next, pageBits);
        Path copy = kept(at, page);
        plan.kept.add(copy);
        plan.add(
                "cut at position " + at + ": " + reason + "; page " + page + " as it is kept as " + copy.getFileName(),
                () -> copy(cache.path(page), copy));
        plan.add("position " + at + " barred until the repair is done", () -> {
            storeWord(page, offset, FrameDescriptor.end(0));
        });
        floor();
        timestamps();
        claims();
        makePage(next);
        new SlotSteps(control, plan, survey, witnesses).moveCursors();
        putAside(page, next, at);
        plan.add(
                "page " + page + ": highest timestamp " + survey.highestTimestamp,
                () -> storeTimestamp(page, survey.highestTimestamp));
        plan.add(
                "END at position " + at + ", on to page " + next + ": what is appended next is at " + plan.resumed
                        + ", above all that was ever issued",
                () -> storeWord(page, offset, FrameDescriptor.end((int) (next - page))));
        hints(plan.resumed);
        leftovers();
    }

    /** Nothing is left to put an END into: the floor leads on. */
    private void beginAnew(String reason) {
        long next = witnesses.highest() + 1;
        requireIndex(next);
        long floor = Words.longVolatile(control.bytes(), FLOOR_OFFSET);
        plan.cut = Math.max(0, floor);
        plan.resumed = Positions.firstFrame(next, pageBits);
        survey.floor = plan.resumed;
        survey.end = plan.resumed;
        makePage(next);
        new SlotSteps(control, plan, survey, witnesses).moveCursors();
        putAside(-1, next, plan.cut);
        plan.add("floor at " + plan.resumed + ": " + reason, () -> storeFloor(plan.resumed));
        hints(plan.resumed);
        leftovers();
    }

    private void mend() {
        floor();
        timestamps();
        claims();
        new SlotSteps(control, plan, survey, witnesses).moveCursors();
        putAside(Positions.pageIndex(survey.end, pageBits), Long.MAX_VALUE, survey.end);
        long highest = witnesses.highestMade();
        long tailPage = Positions.pageIndex(survey.end, pageBits);
        long total = control.totalPages();
        if (total <= tailPage || witnesses.reachable(total - 1) < 0) {
            plan.add(
                    "total_pages is " + total + ": set to " + (Math.max(highest, tailPage) + 1),
                    () -> storeTotal(Math.max(highest, tailPage) + 1));
        }
        long hint = control.writePosition();
        long current = control.currentPageIndex();
        boolean sound = hint >= 0 && hint < survey.floor || Objects.equals(survey.met.get(hint), hint);
        if (!sound || hint > survey.end || current < 0 || current > tailPage) {
            hints(survey.end);
        }
        leftovers();
    }

    private void requireIndex(long next) {
        if (next > Positions.maxPageIndex(pageBits) - 1) {
            throw new IncompatibleJournalException(
                    cache.directory(), "positions are used up at page " + next + "; copy it into a new journal");
        }
    }

    private void floor() {
        long found = Words.longVolatile(control.bytes(), FLOOR_OFFSET);
        if (found != survey.floor) {
            plan.add(
                    "floor is " + found + ", where no page is: set to " + survey.floor
                            + (found >= 0 && found < survey.floor ? "; what lay before is lost" : ""),
                    () -> storeFloor(survey.floor));
        }
    }

    private void timestamps() {
        survey.lowTimestamps.forEach((page, highest) -> plan.add(
                "page " + page + ": highest timestamp set to " + highest + ", which a frame has",
                () -> storeTimestamp(page, highest)));
    }

    private void claims() {
        survey.claims.forEach((position, word) -> plan.add(
                "position " + position + ": claim of writer slot " + FrameDescriptor.claimSlot(word)
                        + ", whose owner is gone, sealed",
                () -> seal(position, word)));
    }

    private void makePage(long index) {
        plan.add("page " + index + " made", () -> {
            PageMaker.makeLocked(maker, cache.geometry(), index);
            if (witnesses.reachable(control.totalPages()) < 0) {
                storeTotal(index + 1);
            }
            control.raiseTotalPages(index + 1);
        });
    }

    /** Everything from the floor on that the walk does not come to: nobody who looks for the tail may meet it. */
    private void putAside(long lastPage, long next, long at) {
        TreeSet<Long> left = new TreeSet<>(survey.files.tailSet(Positions.pageIndex(survey.floor, pageBits), true));
        if (lastPage < 0) {
            left.addAll(survey.files);
        }
        left.removeAll(survey.visited);
        for (long index : left) {
            boolean prepared = next == Long.MAX_VALUE && index > lastPage && survey.empty.contains(index);
            if (prepared) {
                continue;
            }
            Path file = cache.path(index);
            if (survey.empty.contains(index)) {
                plan.add("page " + index + ": nothing in it, removed", () -> Files.deleteIfExists(file));
            } else {
                Path to = kept(at, index);
                JournalException why = survey.sick.get(index);
                plan.lostFrames += survey.countFrames(index);
                plan.kept.add(to);
                plan.add(
                        "page " + index + (why == null ? "" : " (" + why.getMessage() + ")") + ": kept as "
                                + to.getFileName(),
                        () -> Files.move(file, to));
            }
        }
    }

    private void hints(long tail) {
        long counted = survey.frames;
        boolean all = survey.floor == Positions.firstFrame(0, pageBits);
        long known = control.hint().frames();
        long frames = all ? counted : Math.max(known - survey.framesBelowHint, 0) + counted;
        plan.add("write_pos set to " + tail, () -> {
            if (cache.geometry().isShared()) {
                Words.putLongOpaque(control.bytes(), CURRENT_PAGE_INDEX_OFFSET, Positions.pageIndex(tail, pageBits));
                Words.putLongRelease(control.bytes(), WRITE_POS_OFFSET, tail);
            } else {
                control.storeHints(Positions.pageIndex(tail, pageBits), tail, frames);
            }
        });
    }

    private void leftovers() {
        new SlotSteps(control, plan, survey, witnesses).freeTheDead();
        new Leftovers(cache.directory(), plan).sweep();
    }

    /** A name that nobody has. */
    private Path kept(long at, long index) {
        String name = PageDescriptor.CUT_PREFIX + at + '.' + PageDescriptor.fileName(index);
        Path path = cache.directory().resolve(name);
        for (int i = 2; survey.word != FrameDescriptor.end(0) && Files.exists(path, LinkOption.NOFOLLOW_LINKS); i++) {
            path = cache.directory().resolve(name + '.' + i);
        }
        return path;
    }

    /** One that is there was made by a repair that was interrupted behind it: then what is to be copied is not the original any more. */
    private static void copy(Path from, Path to) throws IOException {
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path temporary = to.resolveSibling(PageDescriptor.TEMPORARY_PREFIX + UUID.randomUUID());
        try {
            Files.copy(from, temporary, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            Files.move(temporary, to);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void storeWord(long index, int offset, long word) {
        Page page = Objects.requireNonNull(cache.acquire(index, true), "page");
        Words.putLongVolatile(page.bytes(), offset, word);
        cache.release(page);
    }

    private void seal(long position, long word) {
        Page page = Objects.requireNonNull(cache.acquire(Positions.pageIndex(position, pageBits), true), "page");
        int extent = (int) FrameDescriptor.extent(FrameDescriptor.length(word));
        Words.casLong(page.bytes(), Positions.offset(position, pageBits), word, FrameDescriptor.pad(extent));
        cache.release(page);
    }

    private void storeTimestamp(long index, long highest) {
        Page page = Objects.requireNonNull(cache.acquire(index, true), "page");
        page.putHighestTimestamp(Math.max(highest, page.highestTimestamp()));
        cache.release(page);
    }

    private void storeFloor(long floor) {
        Words.putLongVolatile(control.bytes(), FLOOR_OFFSET, floor);
    }

    private void storeTotal(long pages) {
        Words.putLongVolatile(control.bytes(), TOTAL_PAGES_OFFSET, pages);
    }
}
