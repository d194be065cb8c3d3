// Which pages a map shows, and what each of them is. Pure: BigInt in, BigInt out.

/** A map of up to so many pages shows all of them without being asked. */
export const FEW_PAGES = 40n;
const LEAST_PAGES = 6n;

const min = (a, b) => (a < b ? a : b);
const max = (a, b) => (a > b ? a : b);

/** First and last page that are kept. */
function kept(pageMap) {
    const size = BigInt(pageMap.pageSize);
    const tailPage = BigInt(pageMap.tail) / size;
    const { ranges } = pageMap;
    return ranges.length === 0
        ? { first: tailPage, last: tailPage }
        : { first: BigInt(ranges[0][0]), last: max(BigInt(ranges[ranges.length - 1][1]), tailPage) };
}

/** Whether there are so many pages that it matters which are shown. */
export function manyPages(pageMap) {
    const { first, last } = kept(pageMap);
    return last - first + 1n > FEW_PAGES;
}

/**
 * The pages to show.
 *
 * @param sample of the live stream
 * @param everything all kept ones; else from the last cursor on
 * @param least bytes they make up at least
 * @returns `{first, last}`
 */
export function domain({ pageMap, consumers }, everything, least) {
    const size = BigInt(pageMap.pageSize);
    const all = kept(pageMap);
    let first = all.first;
    const last = all.last;
    if (!everything && manyPages(pageMap)) {
        const tailPage = BigInt(pageMap.tail) / size;
        first = consumers.map((consumer) => BigInt(consumer.cursor) / size).reduce(min, tailPage) - 1n;
        first = max(first, all.first);
    }
    // To the left there may be pages below 0: with one scale for two maps it is the right edge that is common.
    const pages = max(LEAST_PAGES, (least + size - 1n) / size);
    return { first: min(first, last - pages + 1n), last };
}

/** Bytes that a map of this sample shows by itself. */
export function span(sample, everything) {
    const { first, last } = domain(sample, everything, 0n);
    return (last - first + 1n) * BigInt(sample.pageMap.pageSize);
}

/**
 * What the pages are: `full`, `part` (the tail is in it), `ahead` (made, no frame yet), `none` (no file).
 *
 * @param each one by one; else neighbours that are the same together
 * @returns `{from, to, kind}` each
 */
export function presence(pageMap, first, last, each) {
    const tailPage = BigInt(pageMap.tail) / BigInt(pageMap.pageSize);
    const found = [];
    let next = max(first, 0n);
    const add = (from, to, kind) => {
        if (from > to) {
            return;
        }
        if (!each) {
            found.push({ from, to, kind });
            return;
        }
        for (let page = from; page <= to; page++) {
            found.push({ from: page, to: page, kind });
        }
    };
    for (const [from, to] of pageMap.ranges) {
        const low = max(BigInt(from), next);
        const high = min(BigInt(to), last);
        if (high < low) {
            continue;
        }
        add(next, low - 1n, 'none');
        add(low, min(high, tailPage - 1n), 'full');
        if (low <= tailPage && tailPage <= high) {
            add(tailPage, tailPage, 'part');
        }
        add(max(low, tailPage + 1n), high, 'ahead');
        next = high + 1n;
    }
    add(next, last, 'none');
    return found;
}
