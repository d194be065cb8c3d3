package io.tailrace;

@SharedJournals
class SharedStatusTest extends StatusTest {
    /** Of the exclusive mode, which it asserts. */
    @Override
    void ofANewJournal() {}

    /** Of the exclusive mode: here a claim moves the tail when it is taken. */
    @Override
    void tailIsExactWhateverHappens() {}
}
