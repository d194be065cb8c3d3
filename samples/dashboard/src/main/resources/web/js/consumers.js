// The consumers of a journal: where each is, what it may hold up, and why it does not go on.

import { setAttribute, setText } from './dom.js';
import { bytes, consumerName, exact, exactBytes, millis } from './format.js';
import { pageOf, standingText } from './problems.js';
import { LiveTable } from './table.js';

const COLUMNS = [
    { key: 'name', label: 'Consumer' },
    { key: 'state', label: 'State', test: 'state' },
    { key: 'paused', label: 'Paused, and why', test: 'paused' },
    { key: 'lagBytes', label: 'Lag', number: true, test: 'lag-bytes' },
    { key: 'lagTime', label: 'Lag in time', number: true, test: 'lag-time' },
    { key: 'cursor', label: 'Cursor', number: true, test: 'cursor' },
    { key: 'page', label: 'Page', number: true, test: 'cursor-page' },
    { key: 'policy', label: 'Policy', test: 'policy' },
    { key: 'held', label: 'Holds', number: true, test: 'held' },
    { key: 'pid', label: 'Process', number: true, test: 'pid' },
    { key: 'idle', label: 'Last at work', number: true, test: 'idle' },
];

const POLICIES = {
    gate: 'Holds its pages, and the writer within the capacity.',
    evict: 'Holds its pages within the capacity; behind that it is passed.',
    free: 'Holds nothing.',
};

/** Makes the table; `update(sample)` shows a sample. */
export function consumersTable(places) {
    const table = new LiveTable({
        caption: 'Consumers',
        columns: COLUMNS,
        test: 'consumers',
        empty: 'Nobody reads this journal under a name, or holds its writer up.',
    });
    const fill =
        (sample) =>
        (cells, { consumer }, row) => {
            row.classList.toggle('stands', consumer.standing);
            row.classList.toggle('gone', !consumer.alive && consumer.state !== 'unknown');
            setText(cells.name, consumerName(consumer.name));
            cells.name.classList.add('consumer-name', `line-${places.of(consumer.name) % 8}`);
            fillState(cells.state, consumer, sample.row.pageSize);
            setText(cells.paused, consumer.paused ?? 'no');
            setText(cells.lagBytes, bytes(consumer.lagBytes), exactBytes(consumer.lagBytes));
            setText(
                cells.lagTime,
                millis(consumer.lagMillis),
                consumer.lagMillis === null
                    ? 'the frame there has no timestamp, or there is none'
                    : `${consumer.lagMillis} ms`,
            );
            setText(cells.cursor, exact(consumer.cursor), consumer.cursor);
            setText(cells.page, sample.row.pageSize ? exact(pageOf(consumer.cursor, sample.row.pageSize).index) : '–');
            setText(cells.policy, consumer.policy, POLICIES[consumer.policy]);
            setText(cells.held, bytes(consumer.heldBytes), exactBytes(consumer.heldBytes));
            setText(
                cells.pid,
                consumer.alive || consumer.state === 'unknown' ? `pid ${consumer.pid}` : consumer.pid === '0' ? 'left' : `pid ${consumer.pid}, dead`,
            );
            setText(cells.idle, consumer.idleMillis === '-1' ? 'never' : `${millis(consumer.idleMillis)} ago`);
        };
    const update = (sample) => {
        const seen = new Map();
        // Readers without a name differ by their process, and those of one process by their order.
        const items = sample.consumers.map((consumer) => {
            const id = `${consumer.name}\n${consumer.name === '' ? consumer.pid : ''}`;
            seen.set(id, (seen.get(id) ?? 0) + 1);
            return { consumer, key: `${id}\n${seen.get(id)}` };
        });
        table.update(
            items,
            (item) => item.key,
            (item) => ({ consumer: item.consumer.name }),
            fill(sample),
        );
    };
    return { element: table.element, update };
}

function fillState(cell, consumer, pageSize) {
    cell.classList.toggle('standing', consumer.standing);
    setAttribute(cell, 'data-standing', consumer.standing ? 'true' : null);
    setText(cell, consumer.standing ? standingText(consumer, pageSize) : consumer.state);
}
