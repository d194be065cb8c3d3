package io.tailrace.samples.dashboard;

import io.tailrace.JournalStatus;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Which page files there are.
 *
 * @param ranges first and last index of those without a gap in between
 * @param truncated whether there are more, older ones
 */
record PageMap(int pageSize, List<List<Long>> ranges, boolean truncated, long tail, long floor) {
    static final int MAX_PAGES = 4096;

    /** Lists a journal's directory. */
    static PageMap of(Path path, JournalStatus status) throws IOException {
        TreeSet<Long> newest = new TreeSet<>();
        boolean truncated = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                long index = PageDescriptor.indexOf(file.getFileName().toString());
                if (index >= 0) {
                    newest.add(index);
                }
                if (newest.size() > MAX_PAGES) {
                    newest.pollFirst();
                    truncated = true;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return new PageMap(status.pageSize(), ranges(newest), truncated, status.tail(), status.floor());
    }

    private static List<List<Long>> ranges(TreeSet<Long> indexes) {
        List<List<Long>> ranges = new ArrayList<>();
        long first = -1;
        long last = -1;
        for (long index : indexes) {
            if (first >= 0 && index != last + 1) {
                ranges.add(List.of(first, last));
                first = -1;
            }
            first = first < 0 ? index : first;
            last = index;
        }
        if (first >= 0) {
            ranges.add(List.of(first, last));
        }
        return ranges;
    }
}
