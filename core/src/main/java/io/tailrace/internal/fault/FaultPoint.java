package io.tailrace.internal.fault;

/** Every place between two steps of the protocol: what has been done when somebody stands there, and what not. */
public enum FaultPoint {
    // Exclusive append, claim, batch
    /** The payload is stored, and its timestamp; the watch word was not looked at. */
    PAYLOAD_STORED,
    /** The watch word was looked at; the frame's word is not stored. */
    WATCH_SEEN,
    /** The frame's word is stored; nothing was returned. */
    WORD_STORED,
    /** The page hint is stored; neither the count of frames nor {@code write_pos} is. */
    HINT_PAGE_STORED,
    /** The count of frames is stored; {@code write_pos} is not. */
    HINT_FRAMES_STORED,

    // Shared append, claim, batch
    /** The place of the claim is noted in the slot; it is not claimed. */
    CLAIM_NOTED,
    /** The room is claimed; nothing is stored there. */
    CLAIMED,
    /** Payload and timestamp are stored; the word is CLAIMED. */
    PAYLOAD_CLAIMED,
    /** The word is COMMITTED or PAD; nothing was counted or returned. */
    CLAIM_COMMITTED,
    /** The commit found the claim sealed; nothing was appended again. */
    SEAL_MET,
    /** The sealed bytes are copied into another claim; that is not committed. */
    SEALED_COPIED,

    // Page switch, both modes
    /** The next page is there, complete and mapped; END is not stored. */
    NEXT_PAGE_TAKEN,
    /** The highest timestamp is stored; END is not. */
    HIGHEST_STORED,
    /** END is stored; the next page is not entered, no hint is. */
    END_STORED,

    // Making a page or control
    /** The file has its temporary name and nothing in it. */
    FILE_OPENED,
    /** A block of it is written. */
    BLOCK_WRITTEN,
    /** All is written, rights are set; it has no name. */
    FILE_WRITTEN,
    /** It has its name, and still the temporary one; {@code total_pages} does not count it. */
    FILE_LINKED,
    /** {@code total_pages} counts it. */
    TOTAL_PAGES_RAISED,

    // Creating a journal
    /** Its directory is there, and nothing in it. */
    DIRECTORY_MADE,
    /** The file lock is there. */
    LOCK_MADE,
    /** The first page has its name; control is not there. */
    FIRST_PAGE_MADE,

    // Taking the exclusive role
    /** The role's byte is held; the epoch is as it was. */
    ROLE_LOCKED,
    /** The epoch is raised; nobody walked to the tail. */
    EPOCH_RAISED,
    /** What lay behind the tail is zeroed, or the page left; the owner line is of the one before. */
    RESIDUE_CLEARED,
    /** The boot id is stored; the owner line is not. */
    BOOT_ID_STORED,
    /** The owner line is stored; the slot is not. */
    OWNER_STORED,

    // Taking a writer slot
    /** The slot's byte is held; what the one before noted may be CLAIMED still. */
    SLOT_LOCKED,
    /** What the one before left is sealed; the generation is as it was. */
    SLOT_HEALED,
    /** The generation is raised; nothing was claimed under it. */
    SLOT_ENTERED,

    // Healing
    /** The claim was found dead, or patience is over; the word is CLAIMED. */
    SEAL_DECIDED,
    /** The word is PAD; nothing was counted. */
    CLAIM_SEALED,

    // Consumers
    /** The slot's byte is held; its state is free. */
    CONSUMER_LOCKED,
    /** The generation is raised and the cursor stored; the state is free. */
    CONSUMER_CURSOR_STORED,
    /** The state is stored; the floor was not looked at again. */
    CONSUMER_REGISTERED,
    /** The floor was looked at; the watch word is not raised. */
    CONSUMER_FLOOR_SEEN,
    /** Frames were handed out, at least once; the cursor is not moved. */
    FRAMES_HANDLED,
    /** The generation was looked at; the cursor is not moved. */
    GENERATION_SEEN,
    /** The cursor is moved. */
    CURSOR_MOVED,
    /** A consumer's generation was raised by who removes or resets it; its state or cursor is as it was. */
    CONSUMER_GENERATION_RAISED,
    /** Its state or cursor is changed; the watch word is not raised. */
    CONSUMER_CHANGED,

    // Reading
    /** END was met; the next page is not mapped. */
    END_MET,
    /** The next page is mapped; the one before is not given back. */
    PAGE_ENTERED,

    // Retention
    /** What may go was found; the floor is not raised. */
    TARGET_FOUND,
    /** The floor is raised; cursors were not looked at again. */
    FLOOR_RAISED,
    /** They were; nothing is unlinked. */
    CURSORS_SEEN,
    /** One page is unlinked, perhaps not the last one. */
    PAGE_UNLINKED
}
