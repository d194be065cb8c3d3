package io.tailrace.samples.cli;

/** Takes lines from a {@link LineSplitter}. */
@FunctionalInterface
interface LineSink {
    /**
     * Takes one line.
     *
     * @param bytes holds the line; belongs to the splitter again once this method returned
     * @param offset where the line begins
     * @param length its bytes, without the newline
     */
    void onLine(byte[] bytes, int offset, int length);
}
