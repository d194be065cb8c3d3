// The view of one journal.

import { announceRow } from './announce.js';
import { LiveChart } from './charts.js';
import { consumersTable } from './consumers.js';
import { h, section, segments, setText } from './dom.js';
import { EventList } from './events.js';
import { figures, tiles } from './figures.js';
import { bytes, exact, frameRate, millis } from './format.js';
import { LastFrames } from './frames.js';
import { latenessTable } from './lateness.js';
import { lagByteLines, lagTimeLines, rateLines } from './lines.js';
import { showBadges } from './overview.js';
import { PageMap } from './pagemap.js';
import { manyPages } from './pages.js';
import { problems } from './problems.js';
import { Series } from './series.js';
import { Stream } from './stream.js';
import { verifyButton } from './verify.js';
import { writersTable } from './writers.js';

const CHARTS = [
    { key: 'rate', title: 'Rate, frames/s', kind: 'frames', format: frameRate, tick: exact, lines: rateLines },
    {
        key: 'lag-bytes',
        title: 'Lag, bytes behind the tail',
        kind: 'bytes',
        format: (n) => bytes(BigInt(Math.round(n))),
        lines: lagByteLines,
    },
    {
        key: 'lag-time',
        title: 'Lag, time since the next frame was written',
        kind: 'time',
        format: millis,
        lines: lagTimeLines,
    },
];

/** What is wrong, as sentences above everything else. */
export function alerts() {
    const element = h('ul', { class: 'alerts', test: 'alerts' });
    const update = (found) => {
        const text = found.map((one) => one.level + one.text).join('\n');
        if (element.dataset.shown !== text) {
            element.dataset.shown = text;
            element.replaceChildren(
                ...found.map((one) =>
                    h('li', {
                        class: one.level,
                        text: one.text,
                        test: one.key.startsWith('standing') ? 'standing' : null,
                    }),
                ),
            );
        }
    };
    return { element, update };
}

/** One journal's view. */
class JournalView {
    #id;
    #series = new Series();
    #window = 300;
    #everything = false;
    #last = null;
    #heading = h('h1', { text: 'Journal', tabindex: '-1', test: 'name' });
    #path = h('p', { class: 'path', test: 'path' });
    #badges = h('span', { class: 'badges', test: 'state' });
    #alerts = alerts();
    #tiles = tiles();
    #map = new PageMap(this.#series.places);
    #consumers = consumersTable(this.#series.places);
    #writers = writersTable();
    #writersSection = section('writers', 'Writers', [], this.#writers.element);
    #charts = CHARTS.map((chart) => ({ ...chart, view: new LiveChart({ ...chart, test: `chart-${chart.key}` }) }));
    #lateness = latenessTable();
    #events = new EventList();
    #figures = figures();
    #frames;
    #stream;
    #mapRange;

    constructor(main, id) {
        this.#id = id;
        this.#frames = new LastFrames(id);
        this.#mapRange = segments(
            'pages',
            'Pages shown',
            [
                ['near', 'From the last cursor'],
                ['all', 'All kept pages'],
            ],
            'near',
            (value) => {
                this.#everything = value === 'all';
                this.#show();
            },
        );
        main.replaceChildren(...this.#layout());
        this.#stream = new Stream(`/api/journals/${id}/live`, 'sample', {
            open: (again) => this.#loadPast(again),
            data: (sample) => this.#take(sample),
        });
    }

    #layout() {
        const verify = verifyButton(this.#id);
        const range = segments(
            'window',
            'Time shown',
            [
                ['60', '1 min'],
                ['300', '5 min'],
            ],
            '300',
            (value) => {
                this.#window = Number(value);
                this.#show();
            },
        );
        return [
            h('p', { class: 'crumbs' }, h('a', { href: '#/', text: '← All journals' })),
            h(
                'div',
                { class: 'title-row' },
                this.#heading,
                this.#badges,
                h(
                    'div',
                    { class: 'actions' },
                    h('a', { class: 'button', href: `#/compare/${this.#id}`, text: 'Compare', test: 'compare' }),
                    verify.button,
                ),
            ),
            this.#path,
            verify.result,
            this.#alerts.element,
            this.#tiles.element,
            section('map', 'Page map', [this.#mapRange], this.#map.element),
            section('consumers', 'Consumers', [], this.#consumers.element),
            this.#writersSection,
            section(
                'course',
                'Course',
                [range],
                h('div', { class: 'charts' }, ...this.#charts.map(({ view }) => view.element)),
            ),
            h(
                'div',
                { class: 'two' },
                section('events', 'Events', [], this.#events.element),
                section('lateness', 'Lateness', [], this.#lateness.element),
            ),
            this.#frames.element,
            this.#figures.element,
        ];
    }

    /** What was before this page looked; again after a lost connection, which leaves a hole. */
    #loadPast(again) {
        if (again) {
            this.#series.clear();
            this.#events.clear();
        }
        Promise.all([this.#series.load(this.#id), this.#events.load(this.#id)])
            .then(() => this.#show())
            // The stream goes on, and its loss is shown in the header; the past is then what the page saw itself.
            .catch((error) => setText(this.#path, error.message));
    }

    #take(sample) {
        this.#last = sample;
        this.#series.add(sample);
        this.#events.add(sample.events);
        announceRow(sample.row, sample.at);
        document.title = `${sample.row.name} · Tailrace`;
        setText(this.#heading, sample.row.name);
        setText(this.#path, sample.row.path);
        this.#show();
    }

    #show() {
        const sample = this.#last;
        if (sample === null) {
            return;
        }
        const { row, at } = sample;
        const found = problems(row, at);
        showBadges(this.#badges, row, found);
        this.#alerts.update(found);
        this.#tiles.update(row, at);
        this.#mapRange.hidden = !(sample.pageMap && manyPages(sample.pageMap));
        this.#map.update(sample, this.#everything);
        this.#consumers.update(sample);
        this.#writersSection.hidden = row.mode !== 'shared';
        this.#writers.update(sample);
        this.#charts.forEach(({ view, lines }) => view.update(lines(this.#series), this.#series.now(), this.#window));
        this.#lateness.update(sample.lateness);
        this.#figures.update(sample);
    }

    close() {
        this.#stream.close();
        this.#frames.close();
        this.#map.destroy();
        this.#charts.forEach(({ view }) => view.destroy());
    }
}

/** Shows a journal in an element; the function returned ends it. */
export function journal(main, id) {
    const view = new JournalView(main, id);
    return () => view.close();
}
