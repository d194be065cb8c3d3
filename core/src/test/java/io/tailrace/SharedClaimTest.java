package io.tailrace;

@SharedJournals
class SharedClaimTest extends ClaimTest {
    /** Of the exclusive mode: here room that is not used becomes PAD. */
    @Override
    void partOfAClaimLeavesZeroBehindIt() {}
}
