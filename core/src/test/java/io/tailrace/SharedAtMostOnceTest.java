package io.tailrace;

@SharedJournals
class SharedAtMostOnceTest extends AtMostOnceTest {}
