package io.tailrace.samples.dashboard.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tailrace.Appender;
import io.tailrace.Journal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** The last frames: three forms, a filter, and nothing of what is in them ever runs. */
@Timeout(180)
class FramesBrowserIT {
    private static final String JSON = "{\"id\":9007199254740993,\"bids\":[[1.50,2]],\"none\":{}}";
    private static final String HOSTILE = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>";

    @RegisterExtension
    final BrowserStage stage = new BrowserStage();

    private static String payload(long position) {
        return "[data-test=frames] tr[data-position='" + position + "'] [data-test=payload]";
    }

    @Test
    void textJsonAndHex() {
        Journal journal = stage.journal("forms");
        Appender appender = stage.closing(journal.appender());
        long json = Frames.append(appender, JSON, 3);
        long hostile = Frames.append(appender, HOSTILE, 4);
        long binary = appender.append(new byte[] {(byte) 0xff, 0, 'A'});
        Browser browser = stage.journalPage(journal.path());
        browser.await(payload(json), JSON);
        browser.await(payload(hostile), HOSTILE);
        browser.await(payload(binary), "(not UTF-8; see hex)");
        browser.choose("form", "json");
        // Laid out, and every digit of a number that no double holds is there.
        browser.await(
                payload(json),
                "{\n  \"id\": 9007199254740993,\n  \"bids\": [\n    [\n      1.50,\n      2\n    ]\n  ],\n  \"none\": {}\n}");
        browser.awaitContaining(payload(hostile), "(not JSON) " + HOSTILE);
        browser.choose("form", "hex");
        browser.awaitContaining(payload(binary), "0000  ff 00 41");
        browser.awaitContaining(
                payload(hostile),
                HexFormat.ofDelimiter(" ").formatHex(HOSTILE.substring(0, 16).getBytes(StandardCharsets.US_ASCII)));
        browser.awaitContaining(payload(hostile), "<script>window.h");
        assertEquals(0, browser.count("img"));
        assertEquals(0, browser.count("main script"));
        assertFalse(browser.isTrue("window.hacked"));
    }

    @Test
    void filterByTypeAndHold() {
        Journal journal = stage.journal("filtered");
        Appender appender = stage.closing(journal.appender());
        long one = Frames.append(appender, "one", 1);
        long two = Frames.append(appender, "two", 2);
        Browser browser = stage.journalPage(journal.path());
        browser.await(payload(one), "one");
        browser.await(payload(two), "two");
        browser.type("[data-test=type-filter]", "2", Keys.TAB);
        Wait.until(
                "only type 2",
                () -> browser.count(payload(one)) == 0
                        && browser.text(payload(two)).equals("two"));
        long more = Frames.append(appender, "two again", 2);
        browser.await(payload(more), "two again");
        browser.click("[data-test=hold]");
        Frames.append(appender, "not yet", 2);
        browser.await("[data-test=tail]", Long.toString(journal.status().tail()));
        assertEquals(2, browser.count("[data-test=frames] tbody tr"));
        browser.click("[data-test=hold]");
        Wait.until("it goes on", () -> browser.count("[data-test=frames] tbody tr") == 3);
    }
}
