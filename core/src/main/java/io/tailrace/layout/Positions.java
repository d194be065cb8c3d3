package io.tailrace.layout;

/**
 * Positions: absolute 64-bit byte addresses that never wrap and are never issued twice,
 * {@code page index << page bits | offset in the page}.
 */
public final class Positions {
    private Positions() {}

    /**
     * The position of a place in a page.
     *
     * @param pageIndex index of the page, from 0
     * @param offset offset in the page in bytes
     * @param pageBits log2 of the page size
     * @return the position
     */
    public static long of(long pageIndex, int offset, int pageBits) {
        return pageIndex << pageBits | offset;
    }

    /**
     * The page that a position is in.
     *
     * @param position the position
     * @param pageBits log2 of the page size
     * @return index of the page
     */
    public static long pageIndex(long position, int pageBits) {
        return position >>> pageBits;
    }

    /**
     * The offset of a position in its page.
     *
     * @param position the position
     * @param pageBits log2 of the page size
     * @return offset in bytes
     */
    public static int offset(long position, int pageBits) {
        return (int) (position & (1L << pageBits) - 1);
    }

    /**
     * The position of a page's first frame.
     *
     * @param pageIndex index of the page, from 0
     * @param pageBits log2 of the page size
     * @return the position behind the page's header
     */
    public static long firstFrame(long pageIndex, int pageBits) {
        return of(pageIndex, PageDescriptor.HEADER_LENGTH, pageBits);
    }

    /**
     * The highest index a page can have, so that every position is a positive number.
     *
     * @param pageBits log2 of the page size
     * @return index
     */
    public static long maxPageIndex(int pageBits) {
        return Long.MAX_VALUE >>> pageBits;
    }
}
