package io.tailrace;

@SharedJournals
class SharedCapacityTest extends CapacityTest {}
