package io.tailrace.internal.page;

import io.tailrace.layout.Positions;

/**
 * Where a walk ended.
 *
 * @param page the page of the tail, held by whoever got this
 * @param offset first offset in it whose word is 0
 * @param highestTimestamp of all frames up to here, 0 = none has one
 * @param frames that the journal ever had up to here, for people
 */
public record Tail(Page page, int offset, long highestTimestamp, long frames) {
    public long position(int pageBits) {
        return Positions.of(page.index(), offset, pageBits);
    }
}
