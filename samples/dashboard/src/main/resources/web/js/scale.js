// Axes whose labels are round in the unit they are in: KiB by powers of two, times by 1-2-5, minutes by sixties.

const TICKS = 4;

function decimalStep(max) {
    const rough = Math.max(max, 1e-9) / TICKS;
    const power = 10 ** Math.floor(Math.log10(rough));
    return [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) * power;
}

function byteStep(max) {
    return 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(max, 1) / TICKS)));
}

/** In ms: below a minute decimal, above by what a clock has. */
function timeStep(max) {
    const rough = max / TICKS;
    const clockwise = [15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3, 7200e3, 21600e3, 86400e3];
    return rough <= 10e3
        ? decimalStep(max)
        : (clockwise.find((step) => step >= rough) ?? Math.ceil(rough / 86400e3) * 86400e3);
}

const STEPS = { frames: decimalStep, bytes: byteStep, time: timeStep };
/** The least an axis shows, so that noise near nothing looks like nothing. */
const LEAST = { frames: 4, bytes: 4096, time: 1 };

/**
 * The axis for values up to a maximum.
 *
 * @param kind `frames`, `bytes` or `time` (ms)
 * @returns `{max, step}`
 */
export function axis(kind, highest) {
    const value = Math.max(highest, LEAST[kind]);
    const step = STEPS[kind](value);
    return { step, max: Math.ceil(value / step) * step };
}
