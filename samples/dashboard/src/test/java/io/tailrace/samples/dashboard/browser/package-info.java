/**
 * The dashboard as a process of its own, looked at with a real browser. Journals are made and written by the process of the test, or by
 * children of it, never by the dashboard.
 *
 * <p>Reading order: {@code BrowserStage}, {@code Browser}, {@code DashboardProcess}; then any of the tests.
 */
@NullMarked
package io.tailrace.samples.dashboard.browser;

import org.jspecify.annotations.NullMarked;
