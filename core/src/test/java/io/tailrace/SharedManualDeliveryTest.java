package io.tailrace;

@SharedJournals
class SharedManualDeliveryTest extends ManualDeliveryTest {}
