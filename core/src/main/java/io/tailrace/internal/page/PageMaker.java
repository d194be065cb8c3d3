package io.tailrace.internal.page;

import io.tailrace.IncompatibleJournalException;
import io.tailrace.NoSpaceException;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.Geometry;
import io.tailrace.internal.fault.FaultPoint;
import io.tailrace.internal.fault.FaultPoints;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.io.IOException;

/** Makes pages of a journal: complete before they have a name, counted before an END leads to them. */
public final class PageMaker {
    private final ControlFile control;
    private final FileMaker files;
    private final Events events;

    public PageMaker(ControlFile control, FileMaker files, Events events) {
        this.control = control;
        this.files = files;
        this.events = events;
    }

    /**
     * Makes a page unless it is there: prepared ahead, by this writer or one that died. On a file thread.
     *
     * @param betweenBlocks run before each block is written and before the page gets its name; what it throws ends the making
     * @throws NoSpaceException if it does not fit
     */
    public void make(long index, Runnable betweenBlocks) throws IOException {
        Geometry geometry = control.geometry();
        if (index > Positions.maxPageIndex(geometry.pageBits())) {
            throw new IncompatibleJournalException(control.path(), "positions are used up at page " + index);
        }
        long begin = System.nanoTime();
        try {
            FileMaker.Header header = start -> PageCheck.writeHeader(start, index, geometry);
            if (files.make(PageDescriptor.fileName(index), geometry.pageSize(), header, betweenBlocks)) {
                events.pageMade(index, System.nanoTime() - begin);
            }
        } catch (NoSpaceException e) {
            control.statistics().spaceShort();
            events.spaceShort(e.needed(), e.available());
            throw e;
        }
        control.raiseTotalPages(index + 1);
        FaultPoints.pass(FaultPoint.TOTAL_PAGES_RAISED);
    }

    /** The first page, by who makes a journal and holds the maker byte. */
    public static void makeFirst(FileMaker files, Geometry geometry) throws IOException {
        makeLocked(files, geometry, 0);
    }

    /** Any page, by who holds the maker byte; nobody counts it. */
    public static void makeLocked(FileMaker files, Geometry geometry, long index) throws IOException {
        files.makeLocked(
                PageDescriptor.fileName(index),
                geometry.pageSize(),
                begin -> PageCheck.writeHeader(begin, index, geometry));
    }
}
