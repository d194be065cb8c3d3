// A table whose rows are updated in place. On a narrow screen its rows become cards; roles are set so that it stays a
// table for those who do not see it.

import { h } from './dom.js';

/** A table. */
export class LiveTable {
    #columns;
    #body;
    #rows = new Map();
    #empty;
    element;

    /**
     * Makes it.
     *
     * @param caption what it shows; `hidden` if a heading says so already
     * @param columns `{key, label, test, number}`, the first one heads its row
     * @param empty what is said when it has no rows
     */
    constructor({ caption, hidden = true, columns, empty, test }) {
        this.#columns = columns;
        this.#body = h('tbody', { role: 'rowgroup' });
        this.#empty = h('p', { class: 'empty', text: empty, hidden: true });
        const heads = columns.map((column) =>
            h('th', { scope: 'col', role: 'columnheader', class: column.number ? 'number' : null, text: column.label }),
        );
        this.element = h(
            'div',
            { class: 'scroller' },
            h(
                'table',
                { role: 'table', class: 'cards', test },
                h('caption', { class: hidden ? 'unseen' : null, text: caption }),
                h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ...heads)),
                this.#body,
            ),
            this.#empty,
        );
    }

    #makeRow(dataset) {
        const cells = {};
        const row = h('tr', { role: 'row' });
        Object.assign(row.dataset, dataset);
        this.#columns.forEach((column, index) => {
            const cell = h(index === 0 ? 'th' : 'td', {
                role: index === 0 ? 'rowheader' : 'cell',
                scope: index === 0 ? 'row' : null,
                class: column.number ? 'number' : null,
                'data-label': column.label,
                test: column.test,
            });
            cells[column.key] = cell;
            row.append(cell);
        });
        return { row, cells };
    }

    /**
     * Shows these rows, in this order.
     *
     * @param items what they show
     * @param keyOf identity of an item
     * @param datasetOf data attributes of its row
     * @param fill gets the cells by key, the item, the row, and whether it is new
     */
    update(items, keyOf, datasetOf, fill) {
        const gone = new Set(this.#rows.keys());
        let before = this.#body.firstElementChild;
        for (const item of items) {
            const key = keyOf(item);
            gone.delete(key);
            const isNew = !this.#rows.has(key);
            if (isNew) {
                this.#rows.set(key, this.#makeRow(datasetOf(item)));
            }
            const { row, cells } = this.#rows.get(key);
            fill(cells, item, row, isNew);
            if (row === before) {
                before = before.nextElementSibling;
            } else {
                this.#body.insertBefore(row, before);
            }
        }
        for (const key of gone) {
            this.#rows.get(key).row.remove();
            this.#rows.delete(key);
        }
        this.#empty.hidden = items.length > 0;
        this.element.firstElementChild.hidden = items.length === 0;
    }
}
