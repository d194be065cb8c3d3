package io.tailrace.layout;

/**
 * A frame: the word that makes it visible, its timestamp, its payload.
 *
 * <pre>
 *   0        8           16                    16+length        extent = 16 + length rounded up to 8
 * +--------+-----------+---------------------+----------------+
 * | word   | timestamp | payload             | 0 up to 8n     |
 * +--------+-----------+---------------------+----------------+
 *   u64      i64 epoch ns, 0 = none
 *
 * word   63..60 state   0 FREE   1 CLAIMED   2 COMMITTED   3 PAD   4 END
 *        59..48 flags   of a COMMITTED word, see below; else 0
 *        47..32 type    the user's, of a COMMITTED word; else 0
 *        31..0  length  COMMITTED: payload bytes · PAD: extent - 16 · END: pages to go on by, normally 1
 *
 *        of a CLAIMED word: 59 patient, 58..49 writer slot, 48..32 low 17 bits of the slot's generation; length as it was claimed
 *
 * flags  59 CONTROL   end of stream, or error                      all reserved in this version:
 *        58 EXTENSION 8 bytes before the payload                   nobody sets them, and who meets one
 *        57 FIRST     of a fragmented payload                      stops with an error that says so
 *        56 LAST      of a fragmented payload
 *        55 CHECKSUM  CRC32C right behind the payload
 *        54..48       without a name
 * </pre>
 *
 * <p>A word only moves forward: FREE to COMMITTED, PAD or END; in a shared journal FREE to CLAIMED or END, and
 * CLAIMED to COMMITTED, by its writer, or PAD, by anybody. PAD has the extent of a frame and is skipped.
 * END is the word alone; the next frame is the first one of the page that it leads to.
 */
public final class FrameDescriptor {
    /** Bytes before the payload. */
    public static final int HEADER_LENGTH = 16;

    /** All frames begin at, and all extents are, multiples of this. */
    public static final int ALIGNMENT = 8;

    /** i64 from the frame's begin. */
    public static final int TIMESTAMP_OFFSET = 8;

    /** Payload from the frame's begin. */
    public static final int PAYLOAD_OFFSET = 16;

    /** Nothing here yet. */
    public static final int FREE = 0;

    /** Taken by a shared writer, and not committed; no word of an exclusive journal. */
    public static final int CLAIMED = 1;

    /** A frame. */
    public static final int COMMITTED = 2;

    /** Nothing, to be skipped. */
    public static final int PAD = 3;

    /** Nothing more in this page. */
    public static final int END = 4;

    /** Reserved: the frame is a signal of the stream. */
    public static final long FLAG_CONTROL = 1L << 59;

    /** Reserved: 8 bytes stand between timestamp and payload. */
    public static final long FLAG_EXTENSION = 1L << 58;

    /** Reserved: first frame of a fragmented payload. */
    public static final long FLAG_FIRST = 1L << 57;

    /** Reserved: last frame of a fragmented payload. */
    public static final long FLAG_LAST = 1L << 56;

    /** Reserved: CRC32C behind the payload. */
    public static final long FLAG_CHECKSUM = 1L << 55;

    /** All the bits that a COMMITTED word may have set beyond state, type and length once flags get a meaning. */
    public static final long FLAGS_MASK = 0xFFFL << 48;

    /** Largest user type. */
    public static final int MAX_TYPE = 0xFFFF;

    /** What a CLAIMED word has of its slot's generation. */
    public static final long GENERATION_MASK = (1L << 17) - 1;

    private static final long PATIENT = 1L << 59;
    private static final int SLOT_SHIFT = 49;
    private static final int SLOT_MASK = ControlDescriptor.MAX_WRITER_SLOTS - 1;
    private static final int GENERATION_SHIFT = 32;
    private static final int STATE_SHIFT = 60;
    private static final int TYPE_SHIFT = 32;
    private static final long LENGTH_MASK = 0xFFFF_FFFFL;

    private FrameDescriptor() {}

    /**
     * The word of a frame.
     *
     * @param length payload bytes
     * @param type the user's type, 0..65535
     * @return a COMMITTED word
     */
    public static long committed(int length, int type) {
        return (long) COMMITTED << STATE_SHIFT | (long) type << TYPE_SHIFT | length;
    }

    /**
     * The word of a gap that readers skip.
     *
     * @param extent bytes to skip, a multiple of 8 and at least 16
     * @return a PAD word
     */
    public static long pad(int extent) {
        return (long) PAD << STATE_SHIFT | (extent - HEADER_LENGTH);
    }

    /**
     * The word behind a page's last frame.
     *
     * @param pages pages to go on by, normally 1
     * @return an END word
     */
    public static long end(int pages) {
        return (long) END << STATE_SHIFT | pages;
    }

    /**
     * The word of room that a shared writer took.
     *
     * @param length payload bytes; the extent of the claim is that of a frame with them
     * @param slot the writer's slot
     * @param generation the slot's; its low 17 bits count
     * @param patient whether the writer was sealed twice in a row
     * @return a CLAIMED word
     */
    public static long claimed(int length, int slot, long generation, boolean patient) {
        return (long) CLAIMED << STATE_SHIFT
                | (patient ? PATIENT : 0)
                | (long) slot << SLOT_SHIFT
                | (generation & GENERATION_MASK) << GENERATION_SHIFT
                | length;
    }

    /**
     * Whose claim it is.
     *
     * @param word a CLAIMED word
     * @return number of the writer slot, 0..1023
     */
    public static int claimSlot(long word) {
        return (int) (word >>> SLOT_SHIFT) & SLOT_MASK;
    }

    /**
     * Under which generation of its slot the claim was made.
     *
     * @param word a CLAIMED word
     * @return the low 17 bits
     */
    public static long claimGeneration(long word) {
        return word >>> GENERATION_SHIFT & GENERATION_MASK;
    }

    /**
     * Whether the claim asks for more patience.
     *
     * @param word a CLAIMED word
     * @return true if its writer was sealed twice in a row
     */
    public static boolean isPatient(long word) {
        return (word & PATIENT) != 0;
    }

    /**
     * What a word says about its place.
     *
     * @param word any word
     * @return {@link #FREE}, {@link #CLAIMED}, {@link #COMMITTED}, {@link #PAD}, {@link #END}, or another number up to 15 that this
     *     version does not know
     */
    public static int state(long word) {
        return (int) (word >>> STATE_SHIFT);
    }

    /**
     * The user's type of a frame.
     *
     * @param word a COMMITTED word
     * @return 0..65535
     */
    public static int type(long word) {
        return (int) (word >>> TYPE_SHIFT) & MAX_TYPE;
    }

    /**
     * The length in a word.
     *
     * @param word any word
     * @return its low 32 bits, as an unsigned number
     */
    public static long length(long word) {
        return word & LENGTH_MASK;
    }

    /**
     * The bytes that a frame with this payload occupies.
     *
     * @param payloadLength bytes, not negative
     * @return header and payload, rounded up to 8
     */
    public static long extent(long payloadLength) {
        return payloadLength + HEADER_LENGTH + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
