package io.tailrace.layout;

/**
 * A page file: header, frames, and eight bytes that are kept so that END always fits.
 *
 * <pre>
 * +----+--------------------+--------------------------------------------+-------------------+
 * |  0 | header, 64 bytes   | 64  frames, contiguous, each 8-aligned     | size-8  kept      |
 * +----+--------------------+--------------------------------------------+-------------------+
 *
 * header                                                              written by
 *  0  magic             u64 "TAILRACE"                                maker, before the file has its name
 *  8  version           u32 1
 * 12  kind              u32 2
 * 16  uuid              2 × u64, the journal's
 * 32  page index        u64
 * 40  page bits         u32
 * 44  reserved          u32 0
 * 48  incarnation       u64 raised before the bytes of a recycled page are touched; readers look at it again
 *                           after they took a frame's bytes
 * 56  highest timestamp i64 of all frames of the journal up to this page's END; 0 = none has one; stored before END
 * </pre>
 *
 * <p>A page is full-size and fully backed (written, not just sized) before it has its name {@code <index>.page}, in decimal
 * without leading zeros; files being built are called {@code .tmp-*}.
 */
public final class PageDescriptor {
    /** What the name of every page file ends with. */
    public static final String FILE_SUFFIX = ".page";

    /** What the name of every file being built begins with. */
    public static final String TEMPORARY_PREFIX = ".tmp-";

    /** What the names of files begin with that a repair kept aside; nobody looks into them. */
    public static final String CUT_PREFIX = "cut-";

    /** Length of the header in bytes: the offset of the first frame. */
    public static final int HEADER_LENGTH = 64;

    /** Bytes at the end of a page that no frame uses, so that the word END always fits. */
    public static final int TRAILER_LENGTH = 8;

    /** log2 of the smallest page: 64 KiB. */
    public static final int MIN_BITS = 16;

    /** log2 of the largest page: 1 GiB. */
    public static final int MAX_BITS = 30;

    /** log2 of the default page: 16 MiB. */
    public static final int DEFAULT_BITS = 24;

    /** u64, in the page. */
    public static final int INDEX_OFFSET = 32;

    /** u32, in the page. */
    public static final int BITS_OFFSET = 40;

    /** u32, 0. */
    public static final int RESERVED_OFFSET = 44;

    /** u64, in the page. */
    public static final int INCARNATION_OFFSET = 48;

    /** i64, in the page. */
    public static final int HIGHEST_TIMESTAMP_OFFSET = 56;

    private PageDescriptor() {}

    /**
     * The most bytes a claim, and so a frame, may occupy: a quarter of a page. It bounds what a successor has to clear.
     *
     * @param pageBits log2 of the page size
     * @return bytes, a multiple of 8
     */
    public static int maxExtent(int pageBits) {
        return 1 << (pageBits - 2);
    }

    /**
     * The longest payload of a frame without extension and checksum.
     *
     * @param pageBits log2 of the page size
     * @return bytes
     */
    public static int maxPayloadLength(int pageBits) {
        return maxExtent(pageBits) - FrameDescriptor.HEADER_LENGTH;
    }

    /**
     * The name of a page file.
     *
     * @param index the page's index, from 0
     * @return name without directory
     */
    public static String fileName(long index) {
        return index + FILE_SUFFIX;
    }

    /**
     * The index in the name of a page file.
     *
     * @param fileName name without directory
     * @return the index, or -1 if this is no name that {@link #fileName} gives
     */
    public static long indexOf(String fileName) {
        int digits = fileName.length() - FILE_SUFFIX.length();
        if (!fileName.endsWith(FILE_SUFFIX) || digits < 1 || digits > 15) {
            return -1;
        }
        long index = 0;
        for (int i = 0; i < digits; i++) {
            char c = fileName.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            index = index * 10 + (c - '0');
        }
        return digits > 1 && fileName.charAt(0) == '0' ? -1 : index;
    }
}
