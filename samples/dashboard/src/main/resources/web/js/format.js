// Numbers for people. 64-bit numbers come as strings and stay exact: as BigInt, never as a double.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
/** Stands where nothing is known. */
export const UNKNOWN = '–';
const THIN = '\u202f';
const MICRO = 1000n;
const MILLI = 1000n * MICRO;
const SECOND = 1000n * MILLI;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
const DAY = 24n * HOUR;

/** All digits of an integer, in groups of three. */
export function exact(value) {
    return value === null || value === undefined ? UNKNOWN : String(value).replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** Bytes in the unit that fits, cut after one decimal place. */
export function bytes(value) {
    if (value === null || value === undefined) {
        return UNKNOWN;
    }
    const count = BigInt(value);
    let unit = 0;
    while (unit < UNITS.length - 1 && count >= 1n << BigInt(10 * (unit + 1))) {
        unit++;
    }
    const tenths = (count * 10n) >> BigInt(10 * unit);
    const text = unit === 0 || tenths % 10n === 0n ? `${tenths / 10n}` : `${tenths / 10n}.${tenths % 10n}`;
    return `${text} ${UNITS[unit]}`;
}

/** All bytes, for a tooltip. */
export function exactBytes(value) {
    return value === null || value === undefined ? '' : `${value} bytes`;
}

function rounded(value) {
    return BigInt(Math.max(0, Math.round(value)));
}

/** Bytes a second. */
export function byteRate(value) {
    return value === null || value === undefined ? UNKNOWN : `${bytes(rounded(value))}/s`;
}

/** Frames a second. */
export function frameRate(value) {
    if (value === null || value === undefined) {
        return UNKNOWN;
    }
    if (value >= 10_000_000) {
        return `${(value / 1_000_000).toFixed(1)} M frames/s`;
    }
    return value > 0 && value < 10 ? `${value.toFixed(1)} frames/s` : `${exact(Math.round(value))} frames/s`;
}

function scaled(nanos, unit, name) {
    const tenths = (nanos * 10n) / unit;
    return tenths < 1000n && tenths % 10n !== 0n
        ? `${tenths / 10n}.${tenths % 10n} ${name}`
        : `${tenths / 10n} ${name}`;
}

function twoUnits(nanos, unit, name, smaller, smallerName) {
    const rest = (nanos % unit) / smaller;
    return rest === 0n ? `${nanos / unit} ${name}` : `${nanos / unit} ${name} ${rest} ${smallerName}`;
}

/** A time of so many ns, in the unit that fits. */
export function duration(nanos) {
    if (nanos === null || nanos === undefined) {
        return UNKNOWN;
    }
    const time = BigInt(nanos);
    if (time < 0n) {
        return `−${duration(-time)}`;
    }
    if (time < MICRO) {
        return `${time} ns`;
    }
    if (time < MILLI) {
        return scaled(time, MICRO, 'µs');
    }
    if (time < SECOND) {
        return scaled(time, MILLI, 'ms');
    }
    if (time < MINUTE) {
        return scaled(time, SECOND, 's');
    }
    if (time < HOUR) {
        return twoUnits(time, MINUTE, 'min', SECOND, 's');
    }
    return time < DAY ? twoUnits(time, HOUR, 'h', MINUTE, 'min') : twoUnits(time, DAY, 'd', HOUR, 'h');
}

/** A time of so many ms. */
export function millis(value) {
    return value === null || value === undefined ? UNKNOWN : duration(BigInt(Math.round(Number(value) * 1e6)));
}

/** The time of the day of an instant in ns since the epoch, where the page is looked at, to the ms. */
export function clock(nanos) {
    const date = new Date(Number(BigInt(nanos) / MILLI));
    const two = (number) => String(number).padStart(2, '0');
    return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** An instant in full, for a tooltip. */
export function instant(nanos) {
    const date = new Date(Number(BigInt(nanos) / MILLI));
    return `${date.toISOString()} (${nanos} ns since the epoch)`;
}

/** How long an instant lies before another one, to the second: both in ns since the epoch. */
export function passed(nanos, now) {
    const time = BigInt(now) - BigInt(nanos);
    return time < SECOND ? 'a moment' : duration((time / SECOND) * SECOND);
}

/** The same, seen from the later one. */
export function ago(nanos, now) {
    return BigInt(now) - BigInt(nanos) < SECOND ? 'just now' : `${passed(nanos, now)} ago`;
}

/** How often pages were switched, and when last. */
export function switchesText(row, now) {
    if (row.switches === null) {
        return '';
    }
    return plural(row.switches, 'switch', 'switches') + (row.lastSwitchAt ? ` · ${ago(row.lastSwitchAt, now)}` : '');
}

/** A count with its noun. */
export function plural(count, noun, many = `${noun}s`) {
    return `${exact(count)} ${String(count) === '1' ? noun : many}`;
}

/** What a consumer is called. */
export function consumerName(name) {
    return name === '' ? '(without a name)' : name;
}
