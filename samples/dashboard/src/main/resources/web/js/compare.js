// Two journals side by side, with the same scales: what one does and the other does not is then seen, not computed.

import { announceRow } from './announce.js';
import { LiveChart } from './charts.js';
import { h, setText } from './dom.js';
import { bytes, exact, frameRate } from './format.js';
import { tiles } from './figures.js';
import { alerts } from './journal.js';
import { lagByteLines, rateLines } from './lines.js';
import { showBadges } from './overview.js';
import { PageMap } from './pagemap.js';
import { span } from './pages.js';
import { problems, wellBeing } from './problems.js';
import { Series } from './series.js';
import { load, Stream } from './stream.js';

const WINDOW_SECONDS = 300;

/** One of the two. */
class Side {
    series = new Series();
    sample = null;
    #name;
    #badges = h('span', { class: 'badges', test: 'state' });
    #verdict = h('p', { class: 'verdict', test: 'verdict' });
    #alerts = alerts();
    #tiles = tiles();
    #stream;
    map = new PageMap(this.series.places);
    rate = new LiveChart({ title: 'Rate, frames/s', kind: 'frames', format: frameRate, tick: exact });
    lag = new LiveChart({
        title: 'Lag, bytes behind the tail',
        kind: 'bytes',
        format: (n) => bytes(BigInt(Math.round(n))),
    });
    element;

    constructor(id, show) {
        this.#name = h('a', { href: `#/journal/${id}`, text: 'journal' });
        this.element = h(
            'section',
            { class: 'card side', 'data-side': id },
            h('div', { class: 'title-row' }, h('h2', {}, this.#name), this.#badges),
            h('div', {}, this.#verdict, this.#alerts.element),
            this.#tiles.element,
            this.map.element,
            this.lag.element,
            this.rate.element,
        );
        this.#stream = new Stream(`/api/journals/${id}/live`, 'sample', {
            open: (again) => {
                if (again) {
                    this.series.clear();
                }
                // Without the past the lines begin where this page began to look.
                this.series.load(id).then(show, () => {});
            },
            data: (sample) => {
                this.sample = sample;
                this.series.add(sample);
                announceRow(sample.row, sample.at);
                show();
            },
        });
    }

    showText() {
        const { row, at } = this.sample;
        const found = problems(row, at);
        setText(this.#name, row.name, row.path);
        this.element.setAttribute('aria-label', row.name);
        this.element.classList.toggle('stands', row.standing.length > 0);
        showBadges(this.#badges, row, found);
        this.#alerts.update(found);
        setText(this.#verdict, found.length === 0 ? wellBeing(row) : '');
        this.#tiles.update(row, at);
    }

    close() {
        this.#stream.close();
        this.map.destroy();
        this.rate.destroy();
        this.lag.destroy();
    }
}

/** The two share what an axis ends with, and how many bytes a pixel is. */
function showBoth(sides) {
    const seen = sides.filter((side) => side.sample !== null);
    seen.forEach((side) => side.showText());
    for (const [chart, lines] of [
        ['rate', rateLines],
        ['lag', lagByteLines],
    ]) {
        const drawn = seen.map((side) => ({ side, lines: lines(side.series) }));
        const highest = Math.max(
            0,
            ...drawn.map(({ side, lines: all }) => side[chart].highest(all, WINDOW_SECONDS, side.series.now())),
        );
        drawn.forEach(({ side, lines: all }) => side[chart].update(all, side.series.now(), WINDOW_SECONDS, highest));
    }
    const mapped = seen.filter((side) => side.sample.pageMap);
    const widest = mapped.map((side) => span(side.sample, false)).reduce((a, b) => (a > b ? a : b), 0n);
    seen.forEach((side) => side.map.update(side.sample, false, widest));
}

function chooser(label, journals, chosen, onChange) {
    const select = h(
        'select',
        { on: { change: () => onChange(select.value) } },
        h('option', { value: '', text: 'choose a journal' }),
        ...journals.map((row) => h('option', { value: row.id, text: `${row.name} (${row.directory ?? row.state})` })),
    );
    select.value = journals.some((row) => row.id === chosen) ? chosen : '';
    return h('label', { class: 'field' }, h('span', { text: label }), select);
}

/** Shows two journals in an element; the function returned ends it. */
export function compare(main, left, right) {
    let sides = [];
    let closed = false;
    const choosers = h('div', { class: 'choosers' });
    const pair = h('div', { class: 'two pair' });
    main.replaceChildren(
        h('h1', { text: 'Two journals side by side', tabindex: '-1' }),
        h('p', { class: 'summary', text: 'Both with the same scales.' }),
        choosers,
        pair,
    );
    const go = (a, b) => {
        location.hash = `#/compare/${a}${b === '' ? '' : `/${b}`}`;
    };
    load('/api/journals').then(
        ({ journals }) => {
            choosers.append(
                chooser('Left', journals, left, (id) => go(id, right ?? '')),
                chooser('Right', journals, right, (id) => go(left ?? '', id)),
            );
        },
        (error) => choosers.append(h('p', { class: 'empty', text: error.message })),
    );
    if (left && right && !closed) {
        const show = () => !closed && showBoth(sides);
        sides = [left, right].map((id) => new Side(id, show));
        pair.append(...sides.map((side) => side.element));
    }
    return () => {
        closed = true;
        sides.forEach((side) => side.close());
    };
}
