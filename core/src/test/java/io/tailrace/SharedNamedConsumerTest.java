package io.tailrace;

@SharedJournals
class SharedNamedConsumerTest extends NamedConsumerTest {}
