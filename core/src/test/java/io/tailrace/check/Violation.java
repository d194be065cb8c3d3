package io.tailrace.check;

/** What a delivery can break. */
public enum Violation {
    /** A frame did not come, and nothing said so. */
    LOST,
    /** A frame came again that was done. */
    DOUBLED,
    /** A frame came before one that its writer appended before. */
    DISORDERED,
    /** A frame whose checksum is not that of its bytes. */
    TORN,
    /** A frame at or before the position of the one that came before it, or inside a gap that was told. */
    NOT_MONOTONE,
    /** Two frames at one position, or one frame at two. */
    MOVED,
    /** More frames than requested. */
    BEYOND_DEMAND,
    /** A signal after the subscriber cancelled. */
    AFTER_CANCEL,
    /** A signal after the end. */
    AFTER_END,
    /** A signal while another one was on its way. */
    OVERLAPPING,
    /** A gap that names what came, or nothing. */
    WRONG_GAP
}
