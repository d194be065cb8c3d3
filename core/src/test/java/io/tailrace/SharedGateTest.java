package io.tailrace;

@SharedJournals
class SharedGateTest extends GateTest {
    /** Of the exclusive mode: here room that is not used becomes PAD. */
    @Override
    void aBatchIsGrantedAsAWhole() {}
}
