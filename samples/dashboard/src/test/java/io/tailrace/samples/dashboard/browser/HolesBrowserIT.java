package io.tailrace.samples.dashboard.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.Journal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a page does about samples that it missed, and about a clock that was set: with the page's own parts in the browser. */
@Timeout(180)
class HolesBrowserIT {
    private static final String ALL = "fetch(`/api/journals/${arguments[0]}/events`).then(answer => answer.json())"
            + ".then(({events}) => events)";

    @RegisterExtension
    final BrowserStage stage = new BrowserStage();

    @Test
    void eventsOfMissedSamplesAreLoaded() throws Exception {
        Journal journal = stage.journal("missed");
        String id = BrowserStage.id(journal.path());
        Browser browser = stage.journalPage(journal.path());
        browser.script(
                "return import('/js/events.js').then(({EventList}) => {"
                        + "window.list = new EventList(); return window.list.load(arguments[0]); })",
                id);
        for (int i = 1; i <= 3; i++) {
            journal.appender().close();
            long least = i;
            Wait.until("a writer came and went", () -> count(browser, id), () -> count(browser, id) >= least);
        }
        // Only the last one arrives.
        browser.script("return " + ALL + ".then(events => window.list.add(events.slice(-1)))", id);
        Wait.until(
                "all are there",
                () -> browser.script("return window.list.element.textContent"),
                () -> browser.number("window.list.element.querySelectorAll('li').length") == count(browser, id));
    }

    private static long count(Browser browser, String id) {
        return ((Number) browser.script("return " + ALL + ".then(events => events.length)", id)).longValue();
    }

    @Test
    void chartsGoOnWhenTheClockIsSetBack() {
        Object times = stage.overview()
                .script("return import('/js/series.js').then(({Series}) => {"
                        + "const series = new Series();"
                        + "for (const at of ['1700003600000000000', '1700000000000000000', '1700000000500000000']) {"
                        + "series.add({at, consumers: [], row: {framesPerSecond: 1, bytesPerSecond: 1}}); }"
                        + "return series.points.map(({t}) => t); })");
        assertEquals(List.of(1_700_000_000_000L, 1_700_000_000_500L), times);
    }
}
