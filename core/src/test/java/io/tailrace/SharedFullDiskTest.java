package io.tailrace;

@SharedJournals
class SharedFullDiskTest extends FullDiskTest {}
