// The first view: every journal, as it is now.

import { announceRow } from './announce.js';
import { flash, h, setAttribute, setText } from './dom.js';
import {
    ago,
    byteRate,
    bytes,
    clock,
    consumerName,
    exact,
    exactBytes,
    frameRate,
    instant,
    millis,
    passed,
    plural,
    UNKNOWN,
} from './format.js';
import { problems, writersText } from './problems.js';
import { Sparkline } from './sparkline.js';
import { Stream } from './stream.js';
import { LiveTable } from './table.js';

const COLUMNS = [
    { key: 'journal', label: 'Journal' },
    { key: 'state', label: 'State', test: 'state' },
    { key: 'rate', label: 'Rate', number: true },
    { key: 'tail', label: 'Tail', number: true },
    { key: 'page', label: 'Page', number: true },
    { key: 'space', label: 'Space', number: true },
    { key: 'writer', label: 'Writer' },
    { key: 'consumers', label: 'Consumers' },
];

/** A cell of a main line and a lesser one. */
function lines(cell, mainTest, lesserTest) {
    const main = h('span', { class: 'main-line', test: mainTest });
    const lesser = h('span', { class: 'lesser-line', test: lesserTest });
    cell.append(main, lesser);
    return { main, lesser };
}

function makeParts(cells, row) {
    const link = h('a', { href: `#/journal/${row.id}`, test: 'link' });
    const path = h('span', { class: 'lesser-line path' });
    cells.journal.append(link, path);
    const badges = h('span', { class: 'badges' });
    cells.state.append(badges);
    const spark = new Sparkline();
    const rate = lines(cells.rate, 'rate-frames', 'rate-bytes');
    cells.rate.append(spark.element);
    return {
        link,
        path,
        badges,
        spark,
        rate,
        tail: lines(cells.tail, 'tail', 'frames'),
        page: lines(cells.page, 'page', 'switches'),
        switched: cells.page.appendChild(h('span', { class: 'lesser-line' })),
        space: lines(cells.space, 'space-used', 'space-left'),
        writer: lines(cells.writer, 'writer-state', 'writer-pid'),
        waits: cells.writer.appendChild(h('span', { class: 'lesser-line', test: 'waiting-for' })),
        consumers: lines(cells.consumers, 'consumers', 'worst-lag'),
        lagTime: cells.consumers.appendChild(h('span', { class: 'lesser-line', test: 'worst-lag-time' })),
        lastPage: null,
    };
}

/** The state of a journal and what is wrong with it, as badges. */
export function showBadges(element, row, found) {
    const wanted = row.state === 'live' ? [{ badge: 'live', level: 'good' }, ...found] : found;
    const text = wanted.map((one) => one.badge).join('\n');
    if (element.dataset.shown !== text) {
        element.dataset.shown = text;
        element.replaceChildren(
            ...wanted.map((one) =>
                h('span', {
                    class: `badge ${one.level}`,
                    text: one.badge,
                    title: one.text,
                    test: one.key?.startsWith('standing') ? 'standing' : null,
                }),
            ),
        );
    }
}

function fill(parts, row, now, tr) {
    const found = problems(row, now);
    tr.classList.toggle('gone', row.state === 'gone');
    tr.classList.toggle('stands', row.standing.length > 0);
    setText(parts.link, row.name, row.path);
    setText(parts.path, row.directory ?? '');
    showBadges(parts.badges, row, found);
    setText(parts.rate.main, frameRate(row.framesPerSecond), String(row.framesPerSecond ?? ''));
    setText(parts.rate.lesser, byteRate(row.bytesPerSecond), String(row.bytesPerSecond ?? ''));
    parts.spark.add(row.framesPerSecond);
    parts.spark.element.toggleAttribute('hidden', row.state === 'gone');
    if (row.state === 'gone') {
        fillGone(parts, row, now);
        return;
    }
    setText(parts.tail.main, exact(row.tail), row.tail ?? '');
    setText(parts.tail.lesser, row.frames === null ? '' : plural(row.frames, 'frame'), row.frames ?? '');
    fillPage(parts, row, now);
    setText(parts.space.main, `${bytes(row.spaceUsed)} used`, exactBytes(row.spaceUsed));
    setText(parts.space.lesser, `${bytes(row.spaceLeft)} left`, exactBytes(row.spaceLeft));
    const writer = writersText(row, now);
    setText(parts.writer.main, writer.text);
    setAttribute(parts.writer.main, 'data-state', writer.state);
    setText(parts.writer.lesser, writer.pid);
    setText(parts.waits, row.waitingFor.length === 0 ? '' : `waits for ${row.waitingFor.map(consumerName).join(', ')}`);
    setText(parts.consumers.main, row.consumers === 0 ? 'none' : String(row.consumers));
    setText(
        parts.consumers.lesser,
        row.worstLagBytes === null ? '' : `lag ${bytes(row.worstLagBytes)}`,
        exactBytes(row.worstLagBytes),
    );
    setText(parts.lagTime, row.worstLagMillis === null ? '' : `in time ${millis(row.worstLagMillis)}`);
}

function fillPage(parts, row, now) {
    setText(parts.page.main, row.page === null ? UNKNOWN : exact(row.page), `${row.pages} page files kept`);
    setText(parts.page.lesser, row.switches === null ? '' : plural(row.switches, 'switch', 'switches'));
    setText(
        parts.switched,
        row.lastSwitchAt ? `last ${ago(row.lastSwitchAt, now)}` : '',
        row.lastSwitchAt ? instant(row.lastSwitchAt) : '',
    );
    if (parts.lastPage !== null && row.page !== null && parts.lastPage !== row.page) {
        flash(parts.page.main);
    }
    parts.lastPage = row.page;
}

/** What it last was tells nothing of what is; only since when it is gone. */
function fillGone(parts, row, now) {
    for (const part of [parts.tail, parts.page, parts.space, parts.writer, parts.consumers]) {
        setText(part.main, UNKNOWN);
        setText(part.lesser, '');
    }
    setText(parts.switched, '');
    setText(parts.waits, '');
    setText(parts.lagTime, '');
    setAttribute(parts.writer.main, 'data-state', 'none');
    setText(parts.path, row.since ? `gone since ${clock(row.since)}, for ${passed(row.since, now)}` : 'gone');
    parts.lastPage = null;
}

/** Shows the overview in an element; the function returned ends it. */
export function overview(main) {
    const heading = h('h1', { text: 'Journals', tabindex: '-1' });
    const summary = h('p', { class: 'summary', test: 'summary' });
    const table = new LiveTable({
        caption: 'Journals',
        columns: COLUMNS,
        test: 'journals',
        empty: 'No journal here yet. One that is made shows up by itself.',
    });
    main.replaceChildren(
        h('div', { class: 'title-row' }, heading, summary),
        h('section', { class: 'card', 'aria-label': 'All journals' }, table.element),
    );
    const parts = new Map();
    const show = (data) => {
        const live = data.journals.filter((row) => row.state === 'live').length;
        setText(summary, `${plural(live, 'live journal')} under ${data.roots.join(', ')}`);
        table.update(
            data.journals,
            (row) => row.id,
            (row) => ({ journal: row.id }),
            (cells, row, tr, isNew) => {
                if (isNew) {
                    parts.set(row.id, makeParts(cells, row));
                }
                fill(parts.get(row.id), row, data.at, tr);
                announceRow(row, data.at);
            },
        );
    };
    const stream = new Stream('/api/overview', 'overview', { data: show });
    return () => stream.close();
}
