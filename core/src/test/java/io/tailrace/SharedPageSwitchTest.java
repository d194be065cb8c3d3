package io.tailrace;

@SharedJournals
class SharedPageSwitchTest extends PageSwitchTest {}
