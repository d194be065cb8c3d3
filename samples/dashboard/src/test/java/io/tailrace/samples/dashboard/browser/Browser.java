package io.tailrace.samples.dashboard.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;

/** The distribution's Chromium without a window. What it sees is read by scripts, so that no element is stale. */
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final List<String> FLAGS = List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage");

    /** What it tells of the browser's debugging protocol is not used here. Held, for a logger's level goes with it. */
    private static final Logger PROTOCOL = Logger.getLogger("org.openqa.selenium.devtools");

    private final Path profile;
    private final ChromeDriver driver;

    private Browser(Path profile, ChromeDriver driver) {
        this.profile = profile;
        this.driver = driver;
    }

    /** Starts it. Where there is none, tests are skipped, except where all of them have to run. */
    static Browser start() throws IOException {
        boolean there = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
        String missing = "no " + CHROMIUM + " or " + DRIVER + "; Debian: apt-get install chromium chromium-driver";
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(there, missing);
        }
        assumeTrue(there, missing);
        Path profile = Files.createTempDirectory("dashboard-browser");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toString());
        options.addArguments(FLAGS);
        options.addArguments("--user-data-dir=" + profile);
        PROTOCOL.setLevel(Level.SEVERE);
        System.setProperty("webdriver.chrome.driver", DRIVER.toString());
        return new Browser(profile, new ChromeDriver(options));
    }

    /** As one comes to a page for the first time: at this width, with the system's scheme, and with nothing remembered. */
    void open(String url, int width, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        scheme(scheme);
        // From one route to another the page stays; this one is to be new.
        driver.get("about:blank");
        driver.get(url);
    }

    void open(String url) {
        open(url, 1280, "light");
    }

    /** The system's colour scheme from now on. */
    void scheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    @Nullable
    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    boolean isTrue(String expression) {
        return Boolean.TRUE.equals(script("return Boolean(" + expression + ")"));
    }

    long number(String expression) {
        return ((Number) Objects.requireNonNull(script("return " + expression))).longValue();
    }

    /** The text of the first element of a selector, without the thin spaces between digits; empty if there is none. */
    String text(String selector) {
        Object text = script("return document.querySelector(arguments[0])?.textContent ?? ''", selector);
        return Objects.requireNonNull(text).toString().replace("\u202f", "");
    }

    long count(String selector) {
        Object count = script("return document.querySelectorAll(arguments[0]).length", selector);
        return ((Number) Objects.requireNonNull(count)).longValue();
    }

    void await(String selector, String text) {
        Wait.until(
                selector + " is " + text,
                () -> text(selector),
                () -> text(selector).equals(text));
    }

    void awaitContaining(String selector, String part) {
        Wait.until(
                selector + " contains " + part,
                () -> text(selector),
                () -> text(selector).contains(part));
    }

    void awaitSome(String selector) {
        Wait.until("there is " + selector, () -> script("return document.body.innerText"), () -> count(selector) > 0);
    }

    void click(String selector) {
        driver.findElement(By.cssSelector(selector)).click();
    }

    /** Clicks a radio button, which lies below its label. */
    void choose(String group, String value) {
        script(
                "document.querySelector(arguments[0]).click()",
                "[data-test=" + group + "] input[value='" + value + "']");
    }

    void type(String selector, CharSequence... keys) {
        WebElement element = driver.findElement(By.cssSelector(selector));
        element.clear();
        element.sendKeys(keys);
    }

    /** A key for whatever has the focus. */
    void press(Keys key) {
        driver.switchTo().activeElement().sendKeys(key);
    }

    /** The whole page as a picture, for people to look at. */
    void screenshot(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        Map<String, Object> clip = Map.of(
                "x", 0,
                "y", 0,
                "width", number("innerWidth"),
                "height", number("document.documentElement.scrollHeight"),
                "scale", 1);
        Object data = driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true, "clip", clip))
                .get("data");
        Files.write(SCREENSHOTS.resolve(name + ".png"), Base64.getDecoder().decode(data.toString()));
    }

    @Override
    public void close() {
        driver.quit();
        Directories.delete(profile);
    }
}
