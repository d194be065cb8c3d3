package io.tailrace;

@SharedJournals
class SharedVerifyTest extends VerifyTest {
    /** Of the exclusive mode: here each page knows of itself alone, or does not know. */
    @Override
    void highestTimestamp() {}
}
