package io.tailrace;

@SharedJournals
class SharedFrameLimitTest extends FrameLimitTest {}
