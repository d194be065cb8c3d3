// What happened to a journal, the newest first. What matters is said aloud as well.

import { announce } from './announce.js';
import { h } from './dom.js';
import { clock, exact, instant } from './format.js';
import { load } from './stream.js';

const KEEP = 500;
const IMPORTANT = new Set(['takeover', 'eviction', 'gate-closed', 'space-short', 'gone', 'back']);
const BAD = new Set(['eviction', 'space-short', 'gone']);
const WARN = new Set(['takeover', 'gate-closed', 'sealed']);

/** The list. */
export class EventList {
    #seen = new Set();
    /** Of which journal, once its past is loaded. */
    #id = null;
    #newest = 0;
    #list = h('ol', {
        class: 'events',
        reversed: true,
        tabindex: '0',
        'aria-label': 'Events, newest first',
        test: 'events',
    });
    #empty = h('p', { class: 'empty', text: 'Nothing has happened since the dashboard looks.' });
    element = h('div', {}, this.#empty, this.#list);

    /** Loads what was before. */
    async load(id) {
        const { events } = await load(`/api/journals/${id}/events`);
        this.#add(events);
        this.#id = id;
    }

    /** Forgets all: the numbers of a dashboard that was started again begin anew. */
    clear() {
        this.#id = null;
        this.#newest = 0;
        this.#seen.clear();
        this.#list.replaceChildren();
    }

    /** Adds what a sample brings. A page that reads slowly is left out of some samples: it loads what those brought. */
    add(events) {
        const missed = this.#id !== null && events.length > 0 && events[0].seq > this.#newest + 1;
        this.#add(events);
        if (missed) {
            // If it cannot be loaded the connection is lost as well, and all is loaded when it is back.
            this.load(this.#id).catch(() => {});
        }
        const said = events.filter((event) => IMPORTANT.has(event.kind)).map((event) => event.text);
        if (said.length > 0) {
            announce(said.join(' '));
        }
    }

    #add(events) {
        for (const event of events) {
            if (this.#seen.has(event.seq)) {
                continue;
            }
            this.#seen.add(event.seq);
            this.#newest = Math.max(this.#newest, event.seq);
            this.#insert(event);
        }
        while (this.#list.children.length > KEEP) {
            this.#list.lastElementChild.remove();
        }
        this.#empty.hidden = this.#list.children.length > 0;
        this.#list.hidden = !this.#empty.hidden;
    }

    /** What is loaded comes after what was streamed meanwhile: each has its place by its number. */
    #insert(event) {
        const level = BAD.has(event.kind) ? 'bad' : WARN.has(event.kind) ? 'warn' : 'plain';
        const item = h(
            'li',
            { 'data-kind': event.kind, 'data-seq': event.seq },
            h('time', { text: clock(event.at), title: instant(event.at) }),
            h('span', { class: `badge ${level}`, text: event.kind }),
            h('span', { class: 'event-text', text: event.text }),
            h('span', {
                class: 'event-position',
                text: event.position === null ? '' : `position ${exact(event.position)}`,
                title: event.position ?? '',
            }),
        );
        const older = [...this.#list.children].find((other) => Number(other.dataset.seq) < event.seq);
        this.#list.insertBefore(item, older ?? null);
    }
}
