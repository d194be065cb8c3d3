package io.tailrace;

@SharedJournals
class SharedTimestampTest extends TimestampTest {
    /** Of the exclusive mode: here each page knows of itself alone, or does not know. */
    @Override
    void highestTimestampsGrowWithThePages() {}
}
