// How late frames are when this page's server reads them.

import { h, setText } from './dom.js';
import { duration, plural } from './format.js';

const ROWS = [
    ['p50', 'p50'],
    ['p99', 'p99'],
    ['p999', 'p99.9'],
    ['max', 'max'],
];

/** The table; `update(lateness)` shows it, null if no frame had a timestamp. */
export function latenessTable() {
    const cells = new Map(ROWS.map(([key]) => [key, h('td', { class: 'number', test: `lateness-${key}` })]));
    const table = h(
        'table',
        { test: 'lateness' },
        h('caption', { text: 'This page’s read time minus the frame’s timestamp' }),
        h(
            'thead',
            {},
            h(
                'tr',
                {},
                h('th', { scope: 'col', text: 'Percentile' }),
                h('th', { scope: 'col', class: 'number', text: 'Late by' }),
            ),
        ),
        h(
            'tbody',
            {},
            ...ROWS.map(([key, label]) => h('tr', {}, h('th', { scope: 'row', text: label }), cells.get(key))),
        ),
    );
    const words = h('p', { class: 'words', test: 'lateness-words' });
    const update = (lateness) => {
        table.hidden = lateness === null;
        if (lateness === null) {
            setText(words, 'No frame with a timestamp has come since this page looks.');
            return;
        }
        cells.forEach((cell, key) => setText(cell, duration(lateness[key]), `${lateness[key]} ns`));
        setText(
            words,
            `${plural(lateness.count, 'frame')} in the last ${lateness.windowSeconds} s` +
                `${lateness.sampled ? ', a sample of those that came' : ''}. Clocks of one machine; not the time a real consumer takes.`,
        );
    };
    return { element: h('div', {}, table, words), update };
}
