package io.tailrace.samples.dashboard;

import java.util.List;

/**
 * All journals at one moment.
 *
 * @param at ns since the epoch
 * @param roots directories that are searched
 */
record Overview(long at, List<String> roots, List<Row> journals) {}
