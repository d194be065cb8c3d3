package io.tailrace;

@SharedJournals
class SharedBatchTest extends BatchTest {
    /** Of the exclusive mode: here room that is not used becomes PAD. */
    @Override
    void visibleAtOnce() {}

    /** Of the exclusive mode: here room that is not used becomes PAD. */
    @Override
    void abortOfAnEmptyOneTakesNoRoom() {}

    /** Of the exclusive mode: here room that is not used becomes PAD. */
    @Override
    void lessThanTheCapacity() {}
}
