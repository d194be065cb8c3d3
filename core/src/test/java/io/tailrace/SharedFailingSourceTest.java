package io.tailrace;

@SharedJournals
class SharedFailingSourceTest extends FailingSourceTest {}
