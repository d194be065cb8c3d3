package io.tailrace;

@SharedJournals
class SharedAppendTest extends AppendTest {}
