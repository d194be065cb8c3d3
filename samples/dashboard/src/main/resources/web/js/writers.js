// The writers of a shared journal: who has a slot, or left it without closing.

import { setText } from './dom.js';
import { ago, exact } from './format.js';
import { LiveTable } from './table.js';

const COLUMNS = [
    { key: 'slot', label: 'Slot', test: 'slot' },
    { key: 'state', label: 'State', test: 'writer-alive' },
    { key: 'pid', label: 'Process', number: true, test: 'writer-process' },
    { key: 'sealed', label: 'Claims sealed by others', number: true, test: 'writer-sealed' },
    { key: 'active', label: 'Last at work', number: true, test: 'writer-active' },
];

/** Makes the table; `update(sample)` shows a sample. */
export function writersTable() {
    const table = new LiveTable({
        caption: 'Writers',
        columns: COLUMNS,
        test: 'writers',
        empty: 'Nobody writes this journal.',
    });
    const update = (sample) => {
        table.update(
            sample.writers,
            (writer) => String(writer.slot),
            (writer) => ({ slot: String(writer.slot) }),
            (cells, writer, row) => {
                row.classList.toggle('gone', writer.alive === false);
                setText(cells.slot, String(writer.slot));
                setText(cells.state, writer.alive === null ? 'unknown' : writer.alive ? 'alive' : 'dead');
                setText(cells.pid, `pid ${writer.pid}`);
                setText(cells.sealed, exact(writer.sealed));
                setText(cells.active, writer.lastActive === '0' ? 'never' : ago(writer.lastActive, sample.at));
            },
        );
    };
    return { element: table.element, update };
}
