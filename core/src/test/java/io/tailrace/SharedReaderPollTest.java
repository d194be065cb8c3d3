package io.tailrace;

@SharedJournals
class SharedReaderPollTest extends ReaderPollTest {}
