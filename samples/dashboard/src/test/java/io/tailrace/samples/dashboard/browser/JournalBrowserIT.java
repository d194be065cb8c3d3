package io.tailrace.samples.dashboard.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Claim;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page of one journal. */
@Timeout(180)
class JournalBrowserIT {
    @RegisterExtension
    final BrowserStage stage = new BrowserStage();

    @Test
    void mapShowsThePagesThatExistAndWhoStands() throws IOException {
        Journal journal = stage.journal("mapped");
        Standing.make(stage, journal);
        Browser browser = stage.journalPage(journal.path());
        browser.awaitSome("[data-test=page-map] [data-test=map-standing]");
        for (long page : pageFiles(journal.path())) {
            browser.awaitSome("[data-test=page-map] [data-page='" + page + "']:not([data-kind=none])");
        }
        long tailPage = journal.status().currentPageIndex();
        browser.awaitSome("[data-test=page-map] [data-page='" + tailPage + "'][data-kind=part]");
        browser.awaitContaining("[data-test=page-map-words]", "Reader risk STANDS at the end of page 0");
        browser.awaitContaining("[data-test=page-map] text[data-consumer=risk]", "STANDS at the end of page 0");
        browser.await("[data-consumer=risk] [data-test=state]", "STANDS at the end of page 0");
        browser.awaitContaining("[data-test=alerts] [data-test=standing]", "Reader risk stands at a page’s end");
        assertEquals("0", browser.text("[data-test=page-map] .page-number"), "there is no page below 0");
        // Left of the tail, by as much as it is behind.
        String left = "document.querySelector('[data-test=%s]').getBoundingClientRect().left";
        assertTrue(browser.isTrue(left.formatted("map-standing")
                + " + 20 < document.querySelector('.mark.tail').getBoundingClientRect().left"));
        browser.screenshot("journal-standing");
    }

    private static long[] pageFiles(Path journal) throws IOException {
        try (Stream<Path> files = Files.list(journal)) {
            return files.mapToLong(file -> PageDescriptor.indexOf(String.valueOf(file.getFileName())))
                    .filter(index -> index >= 0)
                    .toArray();
        }
    }

    @Test
    void readerThatGoesOnIsMarkedNoLonger() {
        Journal journal = stage.journal("recovering");
        Appender appender = stage.closing(journal.appender());
        Reader reader = stage.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        Frames.append(appender, 3, BrowserStage.LONGEST);
        Frames.read(reader, 3);
        Frames.append(appender, 1, BrowserStage.LONGEST);
        Browser browser = stage.journalPage(journal.path());
        browser.awaitSome("[data-test=alerts] [data-test=standing]");
        Frames.read(reader, 1);
        browser.await("[data-consumer=risk] [data-test=state]", "at the tail");
        Wait.until("no mark", () -> browser.count("[data-test=standing], [data-test=map-standing]") == 0);
    }

    @Test
    void switchesAreAmongTheEvents() {
        Journal journal = stage.journal("events");
        Appender appender = stage.closing(journal.appender());
        Frames.append(appender, 1, 10);
        Browser browser = stage.journalPage(journal.path());
        browser.await("[data-test=tail]", Long.toString(journal.status().tail()));
        Frames.append(appender, 4, BrowserStage.LONGEST);
        browser.awaitSome("[data-test=events] li[data-kind=switch]");
        long shown = browser.count("[data-test=events] li");
        // What is loaded at the begin and what is streamed overlap; each shows once.
        stage.journalPage(journal.path());
        Wait.until("all events are loaded", () -> browser.count("[data-test=events] li") >= shown);
        assertEquals(
                browser.count("[data-test=events] li"),
                browser.number(
                        "new Set([...document.querySelectorAll('[data-test=events] li')].map(li => li.dataset.seq)).size"));
    }

    @Test
    void writersOfASharedJournalAreListedAndWhatWasSealed() {
        Path path = stage.path("shared");
        Journal journal = stage.closing(Journal.openOrCreate(
                path,
                JournalOptions.defaults()
                        .mode(JournalMode.SHARED)
                        .pageSize(BrowserStage.PAGE_SIZE)
                        .patience(Duration.ofMillis(10))));
        Appender stands = stage.closing(journal.appender());
        Appender goesOn = stage.closing(journal.appender());
        Browser browser = stage.journalPage(path);
        browser.await("[data-test=mode]", "shared");
        browser.await("[data-test=writer-pid]", "shared");
        browser.awaitContaining("[data-test=writer-state]", "2 ");
        browser.await("[data-test=writers] tr[data-slot='1'] [data-test=writer-alive]", "alive");
        Claim claim = stands.claim(8);
        Frames.append(goesOn, 1, 10);
        Frames.read(stage.closing(journal.reader()), 1);
        browser.await("[data-test=writers] tr[data-slot='0'] [data-test=writer-sealed]", "1");
        browser.await("[data-test=sealed]", "1");
        browser.awaitSome("[data-test=events] li[data-kind=sealed]");
        claim.commit();
    }

    @Test
    void verifySaysWhatItFinds() {
        Journal journal = stage.journal("verified");
        Appender appender = stage.closing(journal.appender());
        Frames.append(appender, 123, 10);
        Browser browser = stage.journalPage(journal.path());
        browser.click("[data-test=verify]");
        browser.awaitContaining("[data-test=verify-result]", "Sound: 123 frames read in ");
    }

    @Test
    void chartsTellTheSameInWords() {
        Journal journal = stage.journal("charted");
        Appender appender = Standing.make(stage, journal);
        Browser browser = stage.journalPage(journal.path());
        browser.awaitContaining("[data-test=chart-lag-bytes-words]", "risk: now 96 KiB");
        Frames.append(appender, 1, 10);
        browser.awaitContaining("[data-test=chart-rate-words]", "frames/s");
        assertTrue(browser.isTrue(
                "[...document.querySelectorAll('canvas')].every(c => c.getAttribute('aria-label') !== '')"));
        browser.script("document.querySelectorAll('.chart details').forEach(details => { details.open = true; })");
        browser.awaitSome(".chart details table tbody tr:nth-child(30)");
        browser.choose("window", "60");
        browser.awaitSome("[data-test=lateness]");
    }

    @Test
    void goneJournalComesBackInTheSamePage() throws IOException {
        Journal journal = stage.journal("page-gone");
        Path path = journal.path();
        Browser browser = stage.journalPage(path);
        browser.await("[data-test=frames]", "0 frames");
        browser.script("window.loadedOnce = true");
        journal.close();
        Journal.delete(path, true);
        browser.awaitContaining("[data-test=alerts]", "This journal is gone");
        browser.awaitContaining("[data-test=page-map-words]", "There are no pages");
        browser.screenshot("journal-gone");
        try (Journal again =
                        Journal.openOrCreate(path, JournalOptions.defaults().pageSize(BrowserStage.PAGE_SIZE));
                Appender appender = again.appender()) {
            Frames.append(appender, 7, 10);
            browser.await("[data-test=frames]", "7 frames");
        }
        Wait.until("no alert of it", () -> !browser.text("[data-test=alerts]").contains("gone"));
        assertTrue(browser.isTrue("window.loadedOnce"), "the page was loaded again");
    }
}
