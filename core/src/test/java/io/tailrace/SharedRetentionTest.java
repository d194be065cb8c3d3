package io.tailrace;

@SharedJournals
class SharedRetentionTest extends RetentionTest {}
