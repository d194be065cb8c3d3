package io.tailrace;

@SharedJournals
class SharedAppenderCloseTest extends AppenderCloseTest {}
