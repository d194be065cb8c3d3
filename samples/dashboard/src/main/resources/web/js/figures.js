// A journal's figures: the few that matter as tiles, all of them exact in a list.

import { h, setAttribute, setText } from './dom.js';
import {
    byteRate,
    bytes,
    clock,
    consumerName,
    duration,
    exact,
    exactBytes,
    frameRate,
    instant,
    millis,
    plural,
    switchesText,
    UNKNOWN,
} from './format.js';
import { pageOf, writersText } from './problems.js';

const TILES = [
    [
        'rate-frames',
        'Rate',
        (row) => frameRate(row.framesPerSecond),
        'rate-bytes',
        (row) => byteRate(row.bytesPerSecond),
    ],
    [
        'tail',
        'Tail',
        (row) => exact(row.tail),
        'frames',
        (row) => (row.frames === null ? '' : plural(row.frames, 'frame')),
    ],
    ['page', 'Page', (row) => exact(row.page), 'switches', switchesText],
    [
        'space-used',
        'Space',
        (row) => `${bytes(row.spaceUsed)} used`,
        'space-left',
        (row) => `${bytes(row.spaceLeft)} left`,
    ],
    ['writer-state', 'Writer', (row, now) => writersText(row, now).text, 'writer-pid', writerLine],
    [
        'worst-lag',
        'Worst lag',
        (row) => bytes(row.worstLagBytes),
        'worst-lag-time',
        (row) => millis(row.worstLagMillis),
    ],
];

function writerLine(row, now) {
    const waits = row.waitingFor.length === 0 ? '' : `, waits for ${row.waitingFor.map(consumerName).join(', ')}`;
    return writersText(row, now).pid + waits;
}

/** The tiles; `update(row, now)` shows a row. */
export function tiles() {
    const shown = TILES.map(([test, label, main, lesserTest, lesser]) => ({
        mainElement: h('dd', { class: 'tile-main', test }),
        lesserElement: h('dd', { class: 'tile-lesser', test: lesserTest }),
        label,
        main,
        lesser,
        test,
    }));
    const element = h(
        'dl',
        { class: 'tiles' },
        ...shown.map((tile) =>
            h('div', { class: 'tile' }, h('dt', { text: tile.label }), tile.mainElement, tile.lesserElement),
        ),
    );
    const titles = {
        tail: (row) => row.tail,
        'space-used': (row) => exactBytes(row.spaceUsed),
        'worst-lag': (row) => exactBytes(row.worstLagBytes),
    };
    const update = (row, now) => {
        for (const { mainElement, lesserElement, main, lesser, test } of shown) {
            setText(mainElement, main(row, now), titles[test]?.(row) ?? '');
            setText(lesserElement, lesser(row, now));
            if (test === 'writer-state') {
                setAttribute(mainElement, 'data-state', writersText(row, now).state);
            }
        }
    };
    return { element, update };
}

function asleepText(waiting) {
    const who = waiting.asleep === null ? 'nobody' : `somebody, woken by ${waiting.asleep}`;
    const without = waiting.withoutFutex ? ', by one without futex' : '';
    const other = waiting.otherNetwork ? ', by one of another network' : '';
    return `${who}; rung ${plural(waiting.rings, 'time')}${without}${other}`;
}

function listed(sample) {
    const { row, statistics } = sample;
    const known = (value, text) => (value === null || value === undefined ? UNKNOWN : text(value));
    const list = [
        ['path', 'Path', row.path],
        ['uuid', 'UUID', row.uuid],
        ['mode', 'Mode', row.mode],
        ['retention', 'Keeps', row.retention],
        ['capacity', 'Capacity', known(row.capacity, (n) => (n === '0' ? 'unbounded' : `${n} bytes (${bytes(n)})`))],
        ['page-size', 'Page size', known(row.pageSize, (n) => `${n} bytes (${bytes(n)})`)],
        [
            'exact-tail',
            'Tail',
            known(
                row.tail,
                (n) => `${n}, in page ${pageOf(n, row.pageSize).index} at offset ${pageOf(n, row.pageSize).offset}`,
            ),
        ],
        ['write-pos', 'Write position, a lower bound of the tail', sample.writePos],
        ['floor', 'Floor', row.floor],
        ['exact-frames', 'Frames ever', row.frames],
        ['total-pages', 'Pages ever made', sample.totalPages],
        ['sealed', 'Claims sealed by others', row.sealed],
        ['epoch', 'Writer’s role taken', known(sample.epoch, (n) => plural(n, 'time'))],
        ['exact-space-used', 'Space used', known(row.spaceUsed, (n) => `${n} bytes`)],
        ['exact-space-left', 'Space left on its file system', known(row.spaceLeft, (n) => `${n} bytes`)],
        ['last-switch', 'Last switch seen', known(row.lastSwitchAt, (n) => `${clock(n)} · ${instant(n)}`)],
    ];
    list.push(
        ['asleep-frames', 'Asleep until there are frames', known(sample.framesAwaited, asleepText)],
        ['asleep-room', 'Asleep until a consumer goes on', known(sample.roomAwaited, asleepText)],
    );
    if (statistics) {
        const mean = statistics.switches === '0' ? 0n : BigInt(statistics.switchNanos) / BigInt(statistics.switches);
        list.push(
            [
                'stat-switches',
                'Page switches',
                `${statistics.switches}, ${duration(mean)} on average, ${duration(statistics.longestSwitchNanos)} at most`,
            ],
            ['stat-takeovers', 'Takeovers from a dead writer', statistics.takeovers],
            ['stat-gates', 'Gates closed', `${statistics.gatesClosed}, ${duration(statistics.gateClosedNanos)} in all`],
            ['stat-evictions', 'Evictions', statistics.evictions],
            ['stat-space', 'Times space was short', statistics.spaceShort],
        );
    }
    return list;
}

/** All figures, exact; `update(sample)` shows a sample. */
export function figures() {
    const list = h('dl', { class: 'figures' });
    const details = h(
        'details',
        { class: 'card', test: 'figures' },
        h('summary', { text: 'All figures, exact' }),
        list,
    );
    const shown = new Map();
    const update = (sample) => {
        for (const [test, label, value] of listed(sample)) {
            if (!shown.has(test)) {
                const element = h('dd', { test });
                shown.set(test, element);
                list.append(h('div', {}, h('dt', { text: label }), element));
            }
            setText(shown.get(test), value ?? UNKNOWN);
        }
    };
    return { element: details, update };
}
