package io.tailrace;

@SharedJournals
class SharedGapTest extends GapTest {}
