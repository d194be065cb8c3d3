package io.tailrace;

import java.util.List;

/**
 * What {@link Journal#prune()} removed, or would remove.
 *
 * @param pages indexes of the pages, ascending: removed by this call, not by another remover at the same time
 * @param bytes what their files took
 * @param dryRun true if nothing was removed
 */
public record Pruned(List<Long> pages, long bytes, boolean dryRun) {}
