package io.tailrace;

@SharedJournals
class SharedManyPagesTest extends ManyPagesTest {}
