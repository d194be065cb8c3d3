package io.tailrace;

@SharedJournals
class SharedInterruptTest extends InterruptTest {}
