package io.tailrace;

@SharedJournals
class SharedReplacedJournalTest extends ReplacedJournalTest {}
