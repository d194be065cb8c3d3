package io.tailrace;

@SharedJournals
class SharedHintTest extends HintTest {}
