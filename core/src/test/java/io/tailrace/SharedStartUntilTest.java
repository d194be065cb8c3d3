package io.tailrace;

@SharedJournals
class SharedStartUntilTest extends StartUntilTest {}
