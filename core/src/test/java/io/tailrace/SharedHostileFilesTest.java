package io.tailrace;

@SharedJournals
class SharedHostileFilesTest extends HostileFilesTest {}
