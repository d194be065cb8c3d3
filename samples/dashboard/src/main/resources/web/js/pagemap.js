// The page map: which pages exist, where the tail stands, and a lane for each consumer from its cursor to the tail.
// A reader that stands at a page's end runs against a wall there, in words and as a picture.

import { h, setAttribute, setText } from './dom.js';
import { bytes, consumerName, exact, plural } from './format.js';
import { domain, presence } from './pages.js';
import { pageOf, standingText } from './problems.js';
import { Drawing } from './svg.js';

const EDGE = 18;
const PAGES_TOP = 34;
const PAGES_HEIGHT = 26;
const LANES_TOP = PAGES_TOP + PAGES_HEIGHT + 12;
const LANE = 52;
/** Narrower than this, a lane's label takes two lines. */
const NARROW = 520;
const LINE = 16;
const LONGEST_NAME = 34;
const BAR = 10;
/** Narrower than this, pages are drawn as one. */
const LEAST_PAGE_WIDTH = 5;
const LABEL_WIDTH = 56;
const COLOURS = 8;

const LEGEND = [
    ['full', 'page with frames'],
    ['ahead', 'page made ahead'],
    ['none', 'no file'],
];

/** A page map. */
export class PageMap {
    #drawing = new Drawing('pages', 'text', 'lanes', 'marks');
    #words = h('p', { class: 'words', test: 'page-map-words' });
    #last = null;
    #resize = new ResizeObserver(() => this.#draw());
    element;

    constructor(places) {
        this.places = places;
        this.#drawing.element.setAttribute('role', 'img');
        this.#drawing.element.setAttribute('class', 'pagemap');
        this.#drawing.element.dataset.test = 'page-map';
        const legend = h(
            'ul',
            { class: 'legend', 'aria-hidden': 'true' },
            ...LEGEND.map(([kind, text]) => h('li', { class: `page-${kind}` }, h('span', { class: 'swatch' }), text)),
        );
        this.element = h('div', { class: 'pagemap-box' }, legend, this.#drawing.element, this.#words);
        this.#resize.observe(this.element);
    }

    /**
     * Shows a sample.
     *
     * @param sample of the live stream; none of a journal that is gone
     * @param everything all kept pages; else those from the last cursor on
     * @param least bytes that are shown at least, for two maps of the same scale
     */
    update(sample, everything, least = 0n) {
        this.#last = { sample, everything, least };
        this.#draw();
    }

    #draw() {
        const width = this.element.clientWidth;
        if (this.#last === null || width === 0) {
            return;
        }
        const { sample, everything, least } = this.#last;
        this.#drawing.begin();
        if (sample.pageMap) {
            this.#drawMap(sample, domain(sample, everything, least), width);
        }
        this.#drawing.end();
        this.#say(sample);
    }

    #drawMap(sample, { first, last }, width) {
        const { pageMap, consumers } = sample;
        const size = BigInt(pageMap.pageSize);
        const scale = (width - 2 * EDGE) / Number((last - first + 1n) * size);
        const x = (position) => {
            const clamped = Number(BigInt(position) - first * size) * scale + EDGE;
            return Math.min(width - EDGE, Math.max(EDGE, clamped));
        };
        const height = LANES_TOP + consumers.length * laneHeight(width) + 4;
        setAttribute(this.#drawing.element, 'viewBox', `0 0 ${width} ${height}`);
        setAttribute(this.#drawing.element, 'height', String(height));
        const pageWidth = scale * Number(size);
        this.#drawPages(pageMap, first, last, x, size, pageWidth);
        this.#drawNumbers(first, last, x, size, pageWidth);
        consumers.forEach((consumer, index) => this.#drawLane(consumer, index, pageMap, x, width));
        if (BigInt(pageMap.floor) >= first * size) {
            this.#drawMark('floor', pageMap.floor, x, height, width, false);
        }
        this.#drawMark('tail', pageMap.tail, x, height, width, true);
    }

    #drawPages(pageMap, first, last, x, size, pageWidth) {
        const gap = pageWidth >= LEAST_PAGE_WIDTH ? 1.5 : 0;
        const each = pageWidth >= LEAST_PAGE_WIDTH;
        for (const { from, to, kind } of presence(pageMap, first, last, each)) {
            const left = x(from * size);
            const right = x((to + 1n) * size);
            const name = from === to ? `page ${from}` : `pages ${from} to ${to}`;
            const what = { full: 'has frames', part: 'the tail is in it', ahead: 'made ahead', none: 'no file' }[kind];
            this.#drawing.put(
                'pages',
                `page ${from} ${kind}`,
                'rect',
                {
                    class: `page-${kind}`,
                    x: left + gap / 2,
                    y: PAGES_TOP,
                    width: Math.max(0.5, right - left - gap),
                    height: PAGES_HEIGHT,
                    rx: each ? 3 : 0,
                    'data-page': String(from),
                    'data-kind': kind,
                },
                `${name}: ${what}`,
            );
            if (kind === 'part') {
                this.#drawing.put('pages', 'written', 'rect', {
                    class: 'page-full',
                    x: left + gap / 2,
                    y: PAGES_TOP,
                    width: Math.max(0, x(pageMap.tail) - left - gap / 2),
                    height: PAGES_HEIGHT,
                    rx: 3,
                });
            }
        }
    }

    #drawNumbers(first, last, x, size, pageWidth) {
        const every = BigInt(Math.max(1, Math.ceil(Math.max(LABEL_WIDTH, String(last).length * 8 + 12) / pageWidth)));
        const from = first < 0n ? 0n : first;
        for (let page = ((from + every - 1n) / every) * every; page <= last; page += every) {
            const middle = (x(page * size) + x((page + 1n) * size)) / 2;
            this.#drawing.put(
                'text',
                `number ${page}`,
                'text',
                { class: 'page-number', x: middle, y: PAGES_TOP + PAGES_HEIGHT / 2 + 4, 'text-anchor': 'middle' },
                exact(page),
            );
        }
    }

    #drawMark(name, position, x, height, width, whole) {
        const at = x(position);
        this.#drawing.put(
            'marks',
            `${name} line`,
            'line',
            {
                class: `mark ${name}`,
                x1: at,
                x2: at,
                y1: PAGES_TOP - 8,
                y2: whole ? height : PAGES_TOP + PAGES_HEIGHT + 6,
            },
            `${name}: position ${position}`,
        );
        const anchor = at > width - 40 ? 'end' : at < 40 ? 'start' : 'middle';
        this.#drawing.put(
            'marks',
            `${name} name`,
            'text',
            { class: `mark-name ${name}`, x: at, y: name === 'tail' ? 12 : 24, 'text-anchor': anchor },
            name,
        );
    }

    #drawLane(consumer, index, pageMap, x, width) {
        const key = `${consumer.name} ${consumer.pid} ${index}`;
        const narrow = width < NARROW;
        const top = LANES_TOP + index * laneHeight(width);
        const left = x(consumer.cursor);
        const right = x(pageMap.tail);
        const colour = `line-${this.places.of(consumer.name) % COLOURS}`;
        const name = consumerName(consumer.name);
        const stands = consumer.standing;
        const state = stands ? standingText(consumer, pageMap.pageSize) : consumer.alive || consumer.state === 'unknown' ? consumer.state : 'dead';
        const barTop = top + (narrow ? 26 + LINE : 26);
        this.#drawing.put('lanes', `${key} base`, 'line', {
            class: 'lane',
            x1: EDGE,
            x2: width - EDGE,
            y1: barTop + BAR / 2,
            y2: barTop + BAR / 2,
        });
        this.#drawing.put(
            'lanes',
            `${key} bar`,
            'rect',
            {
                class: `lag ${colour}${stands ? ' stands' : ''}`,
                x: left,
                y: barTop,
                width: Math.max(1, right - left),
                height: BAR,
            },
            `${name}: ${consumer.lagBytes} bytes behind the tail`,
        );
        this.#drawing.put(
            'lanes',
            `${key} cursor`,
            'path',
            {
                class: `cursor ${colour}${stands ? ' stands' : ''}`,
                d: stands ? wall(left, barTop) : pin(left, barTop),
                'data-test': stands ? 'map-standing' : 'map-cursor',
            },
            `${name}: cursor at position ${consumer.cursor}`,
        );
        const label = (part, y, text) =>
            this.#drawing.put(
                'lanes',
                `${key} ${part}`,
                'text',
                { class: `lane-name${stands ? ' stands' : ''}`, x: EDGE, y, 'data-consumer': consumer.name },
                text,
            );
        const called = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
        const behind = `${bytes(consumer.lagBytes)} behind`;
        label('label', top + 13, narrow ? `${called} · ${behind}` : `${called} · ${state} · ${behind}`);
        if (narrow) {
            label('state', top + 13 + LINE, state);
        }
    }

    #say(sample) {
        const { pageMap } = sample;
        if (!pageMap) {
            setText(this.#words, 'There are no pages: the journal is gone.');
        } else {
            const tail = pageOf(pageMap.tail, pageMap.pageSize);
            const percent = (tail.offset * 100n) / BigInt(pageMap.pageSize);
            const count = pageMap.ranges.reduce((sum, [from, to]) => sum + BigInt(to) - BigInt(from) + 1n, 0n);
            const standing = sample.consumers
                .filter((consumer) => consumer.standing)
                .map(
                    (consumer) => ` Reader ${consumerName(consumer.name)} ${standingText(consumer, pageMap.pageSize)}.`,
                );
            setText(
                this.#words,
                `${plural(count, 'page file')} of ${bytes(pageMap.pageSize)}${pageMap.truncated ? ', the newest only' : ''}. ` +
                    `The floor is in page ${exact(pageOf(pageMap.floor, pageMap.pageSize).index)}, ` +
                    `the tail in page ${exact(tail.index)}, ${percent} % into it.${standing.join('')}`,
            );
        }
        setAttribute(this.#drawing.element, 'aria-label', `Page map. ${this.#words.textContent}`);
    }

    destroy() {
        this.#resize.disconnect();
    }
}

function laneHeight(width) {
    return width < NARROW ? LANE + LINE : LANE;
}

/** A cursor that moves: a pin that points at its place. */
function pin(x, y) {
    return `M${x.toFixed(1)} ${y + BAR} l-6 9 h12 z M${(x - 1).toFixed(1)} ${y - 3} h2 v${BAR + 3} h-2 z`;
}

/** A cursor that stands: an octagon before a wall. */
function wall(x, y) {
    const middle = y + BAR / 2;
    return `M${x.toFixed(1)} ${middle - 15} h5 v30 h-5 z M${(x - 15).toFixed(1)} ${middle - 8} m4 -1 h7 l4 5 v7 l-4 5 h-7 l-4 -5 v-7 z`;
}
