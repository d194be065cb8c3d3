// Lines over the last minutes, drawn by Chart.js, and the same in words and as a table for those who do not see them.

import { h, setAttribute, setText } from './dom.js';
import { UNKNOWN } from './format.js';
import { axis } from './scale.js';

const TABLE_STEP_MILLIS = 10_000;
const COLOURS = 8;
/** Lines differ by more than their colour. */
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3]];

const live = new Set();
document.addEventListener('themechange', () => live.forEach((chart) => chart.recolour()));

/** A colour of the style sheet as a canvas takes it: without light-dark(). */
function css(name) {
    const probe = h('span', { hidden: true });
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
}

function secondsAgo(x) {
    const seconds = Math.round(-x);
    if (seconds === 0) {
        return 'now';
    }
    return seconds % 60 === 0 ? `−${seconds / 60} min` : `−${seconds} s`;
}

/** A chart of one or more lines. */
export class LiveChart {
    #chart;
    #canvas;
    #kind;
    #format;
    #tick;
    #words;
    #legend;
    #table;
    #lines = [];
    #now = 0;
    #window = 300;
    element;

    /**
     * Makes it.
     *
     * @param title what it shows, with its unit
     * @param kind of axis, see scale.js
     * @param format makes a value a text
     * @param tick the same for the axis, where the title says the unit
     */
    constructor({ title, kind, format, tick = format, test }) {
        this.#kind = kind;
        this.#format = format;
        this.#tick = tick;
        this.#canvas = h('canvas', { role: 'img', test });
        this.#legend = h('ul', { class: 'legend', 'aria-hidden': 'true' });
        this.#words = h('p', { class: 'words', test: test && `${test}-words` });
        this.#table = h('div', { class: 'scroller' });
        const details = h('details', {}, h('summary', { text: 'In words, and as a table' }), this.#words, this.#table);
        details.addEventListener('toggle', () => details.open && this.#fillTable());
        this.element = h(
            'figure',
            { class: 'chart' },
            h('figcaption', {}, h('h3', { text: title }), this.#legend),
            h('div', { class: 'canvas-box' }, this.#canvas),
            details,
        );
        this.#chart = new Chart(this.#canvas, { type: 'line', data: { datasets: [] }, options: this.#options() });
        live.add(this);
        this.recolour();
    }

    #options() {
        return {
            animation: false,
            parsing: false,
            normalized: true,
            responsive: true,
            maintainAspectRatio: false,
            interaction: { mode: 'index', intersect: false, axis: 'x' },
            elements: { point: { radius: 0, hitRadius: 6 }, line: { borderWidth: 1.8 } },
            scales: {
                x: { type: 'linear', ticks: { callback: secondsAgo, maxRotation: 0 }, border: { display: false } },
                y: { min: 0, ticks: { callback: (value) => this.#tick(value) }, border: { display: false } },
            },
            plugins: {
                legend: { display: false },
                tooltip: {
                    callbacks: {
                        title: ([item]) => (item === undefined ? '' : `${(-item.parsed.x).toFixed(1)} s ago`),
                        label: (item) => `${item.dataset.label}: ${this.#format(item.parsed.y)}`,
                    },
                },
            },
        };
    }

    recolour() {
        const { scales } = this.#chart.options;
        for (const scale of Object.values(scales)) {
            scale.grid = { color: css('--grid'), drawTicks: false };
            scale.ticks.color = css('--muted');
            scale.ticks.padding = 6;
        }
        this.#chart.data.datasets.forEach((dataset) => this.#paint(dataset));
        this.#chart.update('none');
    }

    #paint(dataset) {
        dataset.borderColor = css(`--line-${dataset.place % COLOURS}`);
        dataset.backgroundColor = dataset.borderColor;
        dataset.borderDash = DASHES[Math.floor(dataset.place / 2) % DASHES.length];
    }

    /**
     * Shows lines.
     *
     * @param lines `{label, place, values: [{t, y}]}` each, t in ms
     * @param now the right edge, in ms
     * @param window how many seconds are shown
     * @param highest the least maximum of the axis, for two charts of the same scale
     */
    update(lines, now, window, highest = 0) {
        this.#lines = lines;
        this.#now = now;
        this.#window = window;
        const datasets = this.#chart.data.datasets;
        datasets.length = Math.min(datasets.length, lines.length);
        lines.forEach((line, index) => {
            const dataset = datasets[index] ?? (datasets[index] = {});
            if (dataset.label !== line.label || dataset.place !== line.place) {
                Object.assign(dataset, { label: line.label, place: line.place });
                this.#paint(dataset);
            }
            dataset.data = line.values.map(({ t, y }) => ({ x: (t - now) / 1000, y: y ?? NaN }));
        });
        this.#scale(highest);
        this.#chart.update('none');
        this.#showLegend();
        this.#say();
    }

    #scale(highest) {
        const { x, y } = this.#chart.options.scales;
        x.min = -this.#window;
        x.max = 0;
        x.ticks.stepSize = this.#window > 60 ? 60 : 10;
        const { max, step } = axis(this.#kind, Math.max(highest, this.highest(this.#lines, this.#window, this.#now)));
        y.max = max;
        y.ticks.stepSize = step;
    }

    /** The highest value of lines within the window. */
    highest(lines, window, now) {
        let found = 0;
        for (const { values } of lines) {
            for (const { t, y } of values) {
                if (y !== null && y > found && t >= now - window * 1000) {
                    found = y;
                }
            }
        }
        return found;
    }

    /** Each line's name, and its value now. */
    #showLegend() {
        const key = this.#lines.map((line) => `${line.place} ${line.label}`).join('\n');
        if (this.#legend.dataset.shown !== key) {
            this.#legend.dataset.shown = key;
            this.#legend.replaceChildren(
                ...this.#lines.map((line) =>
                    h(
                        'li',
                        { class: `line-${line.place % COLOURS}` },
                        h('span', { class: 'swatch' }),
                        h('span', { text: line.label }),
                        h('b'),
                    ),
                ),
            );
        }
        this.#lines.forEach((line, index) => {
            const value = line.values[line.values.length - 1]?.y;
            setText(
                this.#legend.children[index].lastElementChild,
                value === undefined || value === null ? UNKNOWN : this.#format(value),
            );
        });
    }

    /** One sentence a line: now, least and most. */
    #say() {
        const sentences = this.#lines.map((line) => {
            const seen = line.values.filter(
                ({ t, y }) => y !== null && y !== undefined && t >= this.#now - this.#window * 1000,
            );
            if (seen.length === 0) {
                return `${line.label}: nothing known.`;
            }
            const values = seen.map(({ y }) => y);
            const span = `${this.#format(Math.min(...values))} to ${this.#format(Math.max(...values))}`;
            return `${line.label}: now ${this.#format(values[values.length - 1])}, ${span} in the time shown.`;
        });
        setText(this.#words, sentences.join(' ') || 'Nothing to draw.');
        setAttribute(this.#canvas, 'aria-label', this.#words.textContent);
    }

    /** As of the moment it is opened: a table that moves cannot be read. */
    #fillTable() {
        const head = h(
            'tr',
            {},
            h('th', { scope: 'col', text: 'Time' }),
            ...this.#lines.map((line) => h('th', { scope: 'col', class: 'number', text: line.label })),
        );
        const rows = [];
        for (let ago = 0; ago <= this.#window * 1000; ago += TABLE_STEP_MILLIS) {
            const cells = this.#lines.map((line) => {
                const at = line.values.findLast(
                    ({ t }) => t <= this.#now - ago && t > this.#now - ago - TABLE_STEP_MILLIS,
                );
                return h('td', {
                    class: 'number',
                    text: at?.y === undefined || at.y === null ? UNKNOWN : this.#format(at.y),
                });
            });
            rows.push(
                h(
                    'tr',
                    {},
                    h('th', { scope: 'row', text: ago === 0 ? 'at opening' : `${ago / 1000} s before` }),
                    ...cells,
                ),
            );
        }
        this.#table.replaceChildren(h('table', {}, h('thead', {}, head), h('tbody', {}, ...rows)));
    }

    destroy() {
        live.delete(this);
        this.#chart.destroy();
    }
}
