package io.tailrace.test;

import io.tailrace.layout.FrameDescriptor;

/** Parts of a frame that {@link Faults#corrupt} inverts, bit by bit, and what who reads it gets. */
public enum FramePart {
    /** All of the word that makes the frame visible: a {@link io.tailrace.CorruptJournalException}. */
    WORD(-1L),
    /** The flags in the word, none of which this version knows: an {@link io.tailrace.IncompatibleJournalException}. */
    FLAGS(FrameDescriptor.FLAGS_MASK),
    /** The user's type in the word: nobody can know, the frame comes with another type. */
    TYPE((long) FrameDescriptor.MAX_TYPE << 32),
    /** The length in the word, which gets too large for any page: a {@link io.tailrace.CorruptJournalException}. */
    LENGTH(0xFFFF_FFFFL),
    /** The timestamp: nobody can know, the frame comes with another time. */
    TIMESTAMP(0),
    /** The payload: the journal cannot know, the frame comes with other bytes. What your decoder makes of them is what is tested. */
    PAYLOAD(0);

    /** Bits of the word. */
    private final long mask;

    FramePart(long mask) {
        this.mask = mask;
    }

    long mask() {
        return mask;
    }
}
