package io.tailrace;

@SharedJournals
class SharedConsumerAdminTest extends ConsumerAdminTest {}
