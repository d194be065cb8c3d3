// What the charts draw of a series.

import { consumerName } from './format.js';

/** Frames a second. */
export function rateLines(series) {
    return [{ label: 'Rate', place: 0, values: series.points.map(({ t, frames }) => ({ t, y: frames })) }];
}

/** The lag of each consumer; `of` picks bytes or ms. */
function lagLines(series, of) {
    return (
        series.places
            .names()
            .map((name) => ({
                label: consumerName(name),
                place: series.places.of(name),
                values: series.points.map(({ t, lags }) => ({ t, y: lags.has(name) ? of(lags.get(name)) : null })),
            }))
            // One that left more than five minutes ago has no line.
            .filter((line) => line.values.some(({ y }) => y !== null))
    );
}

/** Bytes behind the tail. */
export function lagByteLines(series) {
    return lagLines(series, (lag) => Number(lag.bytes));
}

/** ms behind now. */
export function lagTimeLines(series) {
    return lagLines(series, (lag) => lag.millis ?? null);
}
