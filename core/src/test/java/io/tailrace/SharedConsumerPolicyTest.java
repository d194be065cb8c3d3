package io.tailrace;

@SharedJournals
class SharedConsumerPolicyTest extends ConsumerPolicyTest {}
