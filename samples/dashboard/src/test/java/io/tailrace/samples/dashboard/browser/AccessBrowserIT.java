package io.tailrace.samples.dashboard.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Journal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** The page for everybody: by keyboard, on a narrow screen, in the dark. */
@Timeout(180)
class AccessBrowserIT {
    private static final int MANY_KEYS = 30;
    private static final String BACKGROUND = "return getComputedStyle(document.body).backgroundColor";
    private static final String OVERFLOWING =
            "return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1"
                    + " && !e.closest('.scroller, svg, .unseen')).map(e => e.tagName + '.' + e.className).join(' ')";

    @RegisterExtension
    final BrowserStage stage = new BrowserStage();

    @Test
    void neitherWidthScrollsSideways() throws IOException {
        Journal journal = stage.journal("a-journal-with-a-name-that-is-rather-long-for-a-narrow-screen");
        Appender appender = Standing.make(stage, journal);
        Frames.append(appender, "text without any place to break it ".repeat(20).replace(' ', '_'), 5);
        Journal other = stage.journal("other");
        Standing.follow(stage, other);
        String id = BrowserStage.id(journal.path());
        Map<String, String> views = Map.of(
                "overview",
                "",
                "journal",
                "journal/" + id,
                "compare",
                "compare/" + BrowserStage.id(other.path()) + "/" + id);
        Browser browser = stage.browser();
        for (int width : List.of(1280, 400)) {
            for (String scheme : List.of("light", "dark")) {
                for (Map.Entry<String, String> view : views.entrySet()) {
                    browser.open(stage.url() + "/#/" + view.getValue(), width, scheme);
                    browser.awaitSome("[data-test=standing]");
                    assertEquals(width, browser.number("innerWidth"));
                    assertEquals("", browser.script(OVERFLOWING), view + " at " + width);
                    assertTrue(
                            browser.isTrue("document.documentElement.scrollWidth <= innerWidth"),
                            view + " at " + width);
                    browser.screenshot(view.getKey() + "-" + width + "-" + scheme);
                }
            }
        }
    }

    @Test
    void keyboardAloneLeadsToAJournal() {
        Journal journal = stage.journal("0-first-by-name");
        Browser browser = stage.overview();
        browser.awaitSome(BrowserStage.row(journal.path()));
        browser.press(Keys.TAB);
        assertEquals("skip", browser.script("return document.activeElement.id"));
        assertTrue(browser.isTrue("document.activeElement.getBoundingClientRect().top >= 0"), "the focus is not seen");
        String href = "#/journal/" + BrowserStage.id(journal.path());
        for (int i = 0; i < MANY_KEYS && !href.equals(focused("getAttribute('href')")); i++) {
            browser.press(Keys.TAB);
        }
        assertEquals(href, focused("getAttribute('href')"));
        assertNotEquals("none", browser.script("return getComputedStyle(document.activeElement).outlineStyle"));
        browser.press(Keys.ENTER);
        browser.await("[data-test=name]", "0-first-by-name");
        assertEquals("H1", focused("tagName"), "a new view is read from its heading on");
        for (int i = 0; i < MANY_KEYS && !"verify".equals(focused("dataset.test")); i++) {
            browser.press(Keys.TAB);
        }
        browser.press(Keys.ENTER);
        browser.awaitContaining("[data-test=verify-result]", "Sound");
        assertEquals("verify", focused("dataset.test"), "the focus stays");
    }

    private Object focused(String property) {
        Object value = stage.browser().script("return document.activeElement." + property);
        return value == null ? "" : value;
    }

    @Test
    void skipLinkLeadsToTheContent() {
        Browser browser = stage.overview();
        browser.awaitSome("h1");
        browser.press(Keys.TAB);
        browser.press(Keys.ENTER);
        assertEquals("main", browser.script("return document.activeElement.id"));
        browser.awaitSome("h1");
    }

    @Test
    void schemeIsTheSystemsUnlessOneIsChosen() {
        Browser browser = stage.overview();
        browser.awaitSome("h1");
        Object light = browser.script(BACKGROUND);
        browser.scheme("dark");
        Object dark = browser.script(BACKGROUND);
        assertNotEquals(light, dark);
        browser.choose("theme", "light");
        assertEquals(light, browser.script(BACKGROUND));
        browser.script("location.reload()");
        Wait.until("the choice lasts", () -> browser.isTrue("document.querySelector('#theme [value=light]')?.checked"));
        assertEquals(light, browser.script(BACKGROUND));
        browser.choose("theme", "auto");
        assertEquals(dark, browser.script(BACKGROUND));
    }

    @Test
    void structureIsForScreenReadersAsWell() {
        Journal journal = stage.journal("structured");
        Standing.make(stage, journal);
        Browser browser = stage.journalPage(journal.path());
        browser.awaitSome("[data-test=standing]");
        assertEquals(1, browser.count("h1"));
        assertEquals(1, browser.count("main"));
        assertEquals(0, browser.count("table:not(:has(caption)):not(.chart table)"));
        assertEquals(0, browser.count("canvas:not([aria-label]), svg:not([aria-label]):not([aria-hidden])"));
        assertEquals(0, browser.count("input:not(label input), select:not(label select), fieldset:not(:has(legend))"));
        // What moves all the time is not read out.
        assertEquals(0, browser.count("[aria-live] table, [aria-live] dl, [aria-live] [data-test=rate-frames]"));
    }
}
