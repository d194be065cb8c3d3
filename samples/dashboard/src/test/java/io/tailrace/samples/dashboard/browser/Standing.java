package io.tailrace.samples.dashboard.browser;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;

/** The failure that the project comes from: a reader that stands at a page's end while frames lie in the next page. */
final class Standing {
    private static final int FRAMES_OF_A_PAGE = 3;

    private Standing() {}

    /** Reader {@code risk} stands at the end of page 0. */
    static Appender make(BrowserStage stage, Journal journal) {
        Appender appender = stage.closing(journal.appender());
        Reader reader = stage.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        Frames.append(appender, FRAMES_OF_A_PAGE, BrowserStage.LONGEST);
        Frames.read(reader, FRAMES_OF_A_PAGE);
        Frames.append(appender, FRAMES_OF_A_PAGE + 1, BrowserStage.LONGEST);
        return appender;
    }

    /** The same, but reader {@code risk} follows. */
    static Appender follow(BrowserStage stage, Journal journal) {
        Appender appender = stage.closing(journal.appender());
        Reader reader = stage.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        Frames.append(appender, 2 * FRAMES_OF_A_PAGE + 1, BrowserStage.LONGEST);
        Frames.read(reader, 2 * FRAMES_OF_A_PAGE + 1);
        return appender;
    }
}
