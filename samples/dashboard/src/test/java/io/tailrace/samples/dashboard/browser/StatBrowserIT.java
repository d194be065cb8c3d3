package io.tailrace.samples.dashboard.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tailrace.Appender;
import io.tailrace.ConsumerPolicy;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page shows is what {@code tailrace stat --json} prints. */
@Timeout(180)
class StatBrowserIT {
    @RegisterExtension
    final BrowserStage stage = new BrowserStage();

    @Test
    void valuesAreThoseOfStat() throws Exception {
        Journal journal = stage.journal("values");
        Appender appender = stage.closing(journal.appender());
        Reader risk = stage.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        Reader archive = stage.closing(
                journal.reader(ReaderOptions.defaults().consumer("archive").policy(ConsumerPolicy.EVICT)));
        Frames.append(appender, 2000, 100);
        Frames.read(risk, 700);
        Frames.read(archive, 2000);
        compare(journal.path());
    }

    @Test
    void positionsThatNoDoubleHoldsAreExact() throws Exception {
        Path path = stage.path("far");
        FarJournal.make(path);
        Journal journal = stage.closing(Journal.open(path));
        Appender appender = stage.closing(journal.appender());
        Reader risk = stage.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        Frames.append(appender, 3, 1);
        Frames.read(risk, 1);
        long tail = journal.status().tail();
        assertTrue((long) (double) tail != tail, "a double holds " + tail);
        compare(path);
        Browser browser = stage.browser();
        browser.awaitSome("[data-test=page-map] [data-page='" + FarJournal.FIRST_PAGE + "'][data-kind=part]");
        browser.awaitSome("[data-test=frames] tr[data-position='" + (tail - 24) + "']");
        stage.overview().await(BrowserStage.row(path) + " [data-test=tail]", Long.toString(tail));
    }

    /** Nothing moves now, so the two looks at the journal see the same. */
    private void compare(Path path) throws Exception {
        JsonNode stat = new ObjectMapper()
                .readTree(Java.output("io.tailrace.samples.cli.Main", "stat", "--json", path.toString()));
        Browser browser = stage.journalPage(path);
        browser.await("[data-test=tail]", stat.get("tail").asText());
        browser.await("[data-test=page]", stat.get("currentPageIndex").asText());
        browser.await("[data-test=frames]", stat.get("frames").asText() + " frames");
        browser.await("[data-test=exact-frames]", stat.get("frames").asText());
        browser.await("[data-test=write-pos]", stat.get("writePos").asText());
        browser.await("[data-test=floor]", stat.get("floor").asText());
        browser.await("[data-test=total-pages]", stat.get("totalPages").asText());
        browser.await("[data-test=uuid]", stat.get("uuid").asText());
        browser.await("[data-test=mode]", stat.get("mode").asText());
        browser.awaitContaining("[data-test=page-size]", stat.get("pageSize").asText() + " bytes");
        browser.awaitContaining("[data-test=epoch]", stat.get("epoch").asText() + " time");
        browser.awaitContaining(
                "[data-test=stat-switches]", stat.at("/statistics/switches").asText() + ",");
        browser.await(
                "[data-test=stat-evictions]", stat.at("/statistics/evictions").asText());
        browser.awaitContaining(
                "[data-test=asleep-frames]",
                "rung " + stat.at("/framesAwaited/rings").asText() + " time");
        browser.awaitContaining(
                "[data-test=asleep-room]",
                "rung " + stat.at("/roomAwaited/rings").asText() + " time");
        JsonNode writer = stat.at("/writers/0");
        assertTrue(writer.get("alive").asBoolean());
        browser.await("[data-test=writer-pid]", "pid " + writer.get("pid").asText());
        assertTrue(stat.get("consumers").size() > 0);
        assertEquals(stat.get("consumers").size(), browser.count("[data-test=consumers] tr[data-consumer]"));
        for (JsonNode consumer : stat.get("consumers")) {
            String row = "[data-test=consumers] tr[data-consumer='"
                    + consumer.get("name").asText() + "'] ";
            browser.await(row + "[data-test=cursor]", consumer.get("cursor").asText());
            browser.await(row + "[data-test=policy]", consumer.get("policy").asText());
            browser.await(row + "[data-test=pid]", "pid " + consumer.get("pid").asText());
            title(row + "[data-test=lag-bytes]", consumer.get("lagBytes").asText() + " bytes");
            title(row + "[data-test=held]", consumer.get("heldBytes").asText() + " bytes");
        }
    }

    private void title(String selector, String title) {
        Browser browser = stage.browser();
        String read = "document.querySelector(\"" + selector + "\")?.title";
        Wait.until(
                selector + " is " + title,
                () -> browser.script("return " + read),
                () -> title.equals(browser.script("return " + read)));
    }
}
