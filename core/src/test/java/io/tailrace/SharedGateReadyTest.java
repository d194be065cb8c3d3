package io.tailrace;

@SharedJournals
class SharedGateReadyTest extends GateReadyTest {
    /** Of the exclusive mode: nobody is fenced here. */
    @Override
    void beingFencedEndsTheWait() {}
}
