package io.tailrace;

@SharedJournals
class SharedVanishingPagesTest extends VanishingPagesTest {}
