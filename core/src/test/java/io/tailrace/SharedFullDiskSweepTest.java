package io.tailrace;

@SharedJournals
class SharedFullDiskSweepTest extends FullDiskSweepTest {}
