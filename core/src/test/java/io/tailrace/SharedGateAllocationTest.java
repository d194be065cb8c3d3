package io.tailrace;

@SharedJournals
class SharedGateAllocationTest extends GateAllocationTest {}
