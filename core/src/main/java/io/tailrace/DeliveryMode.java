package io.tailrace;

/** When a named consumer's cursor passes a frame. */
public enum DeliveryMode {
    /** When its handler returned: after a kill at most the frames of one poll come again. */
    AT_LEAST_ONCE,
    /** Before its handler is called: no frame comes twice, and one that was in a handler when its process died does not come again. */
    AT_MOST_ONCE,
    /** When {@link Reader#commit} says so: whatever was delivered behind that comes again for the next reader of the name. */
    MANUAL
}
