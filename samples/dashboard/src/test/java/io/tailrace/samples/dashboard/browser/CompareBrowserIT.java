package io.tailrace.samples.dashboard.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.Journal;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two journals side by side. */
@Timeout(180)
class CompareBrowserIT {
    @RegisterExtension
    final BrowserStage stage = new BrowserStage();

    @Test
    void oneFollowsAndTheOtherStands() throws IOException {
        Journal fine = stage.journal("fine");
        Journal standing = stage.journal("stuck");
        Standing.follow(stage, fine);
        Standing.make(stage, standing);
        String left = BrowserStage.id(fine.path());
        String right = BrowserStage.id(standing.path());
        Browser browser = stage.browser();
        browser.open(stage.url() + "/#/compare/" + left + "/" + right);
        String leftSide = "[data-side='" + left + "'] ";
        String rightSide = "[data-side='" + right + "'] ";
        browser.awaitContaining(leftSide + "[data-test=verdict]", "Every reader follows");
        browser.awaitContaining(rightSide + "[data-test=alerts]", "Reader risk stands at a page’s end");
        browser.awaitSome(rightSide + "[data-test=map-standing]");
        assertEquals(0, browser.count(leftSide + "[data-test=map-standing]"));
        assertEquals(0, browser.count(leftSide + "[data-test=standing]"));
        // One scale: a page is as wide here as there.
        String width = "document.querySelector(\"%s[data-page='0']\").getBoundingClientRect().width * 10";
        Wait.until(
                "pages are as wide",
                () -> browser.number(width.formatted(leftSide)) == browser.number(width.formatted(rightSide)));
        browser.screenshot("compare-1280");
    }

    @Test
    void journalsAreChosenOnThePage() {
        Journal one = stage.journal("choice-one");
        Journal two = stage.journal("choice-two");
        stage.overview().awaitSome(BrowserStage.row(two.path()));
        Browser browser = stage.browser();
        browser.open(stage.url() + "/#/compare");
        choose("Left", one);
        choose("Right", two);
        browser.await("[data-side='" + BrowserStage.id(one.path()) + "'] h2", "choice-one");
        browser.await("[data-side='" + BrowserStage.id(two.path()) + "'] h2", "choice-two");
    }

    private void choose(String side, Journal journal) {
        Browser browser = stage.browser();
        String select = ".choosers label:nth-child(" + (side.equals("Left") ? 1 : 2) + ") select";
        browser.awaitSome(select + " option[value='" + BrowserStage.id(journal.path()) + "']");
        browser.script(
                "const select = document.querySelector(arguments[0]); select.value = arguments[1];"
                        + " select.dispatchEvent(new Event('change'))",
                select,
                BrowserStage.id(journal.path()));
    }
}
