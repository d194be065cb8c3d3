package io.tailrace;

@SharedJournals
class SharedListenerTest extends ListenerTest {}
