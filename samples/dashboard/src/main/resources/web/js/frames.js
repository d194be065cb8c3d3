// The last frames of a journal. They move on once a second; who wants to read them holds them.

import { h, section, segments, setText } from './dom.js';
import { clock, exact, instant, plural } from './format.js';
import { asHex, asJson, asText } from './payload.js';
import { Stream } from './stream.js';
import { LiveTable } from './table.js';

const FORMS = { text: asText, json: asJson, hex: asHex };
const LIMIT = 50;
const COLUMNS = [
    { key: 'position', label: 'Position', number: true, test: 'position' },
    { key: 'time', label: 'Time' },
    { key: 'type', label: 'Type', number: true, test: 'type' },
    { key: 'length', label: 'Length', number: true },
    { key: 'payload', label: 'Content', test: 'payload' },
];

/** The section. */
export class LastFrames {
    #id;
    #stream = null;
    #form = 'text';
    #type = '';
    #data = { frames: [], note: null };
    #note = h('p', { class: 'words', test: 'frames-note' });
    #table = new LiveTable({ caption: 'Last frames', columns: COLUMNS, empty: 'No frame.', test: 'frames' });
    element;

    constructor(id) {
        this.#id = id;
        const filter = h('input', {
            type: 'number',
            min: '0',
            max: '65535',
            inputmode: 'numeric',
            placeholder: 'all',
            test: 'type-filter',
            on: { change: (event) => this.#filter(event.target) },
        });
        const hold = h('button', {
            type: 'button',
            text: 'Hold',
            'aria-pressed': 'false',
            test: 'hold',
            on: { click: () => this.#hold(hold) },
        });
        const forms = segments(
            'form',
            'Content as',
            [
                ['text', 'Text'],
                ['json', 'JSON'],
                ['hex', 'Hex'],
            ],
            this.#form,
            (form) => {
                this.#form = form;
                this.#show();
            },
        );
        this.#table.element.classList.add('tall');
        this.#table.element.tabIndex = 0;
        this.#table.element.setAttribute('role', 'region');
        this.#table.element.setAttribute('aria-label', 'Last frames, newest first');
        this.element = section(
            'frames',
            'Last frames',
            [forms, h('label', { class: 'field' }, h('span', { text: 'Type' }), filter), hold],
            this.#table.element,
            this.#note,
        );
        this.#connect();
    }

    #connect() {
        this.#stream?.close();
        const type = this.#type === '' ? '' : `type=${this.#type}&`;
        const url = `/api/journals/${this.#id}/frames?${type}limit=${LIMIT}`;
        this.#stream = new Stream(url, 'frames', { data: (data) => this.#take(data) }, false);
    }

    #filter(input) {
        if (input.validity.valid && input.value !== this.#type) {
            this.#type = input.value;
            this.#connect();
        }
    }

    #hold(button) {
        const held = button.getAttribute('aria-pressed') === 'true';
        button.setAttribute('aria-pressed', String(!held));
        if (held) {
            this.#connect();
        } else {
            this.#stream.close();
        }
    }

    #take(data) {
        this.#data = {
            ...data,
            frames: [...data.frames].sort((a, b) => (BigInt(a.position) < BigInt(b.position) ? 1 : -1)),
        };
        this.#show();
    }

    #show() {
        const { frames, note } = this.#data;
        const form = FORMS[this.#form];
        this.#table.element.dataset.form = this.#form;
        this.#table.update(
            frames,
            (frame) => frame.position,
            (frame) => ({ position: frame.position }),
            (cells, frame) => {
                setText(cells.position, exact(frame.position), frame.position);
                const timed = frame.timestamp !== '0';
                setText(
                    cells.time,
                    timed ? clock(frame.timestamp) : 'none',
                    timed ? instant(frame.timestamp) : 'the frame carries no timestamp',
                );
                setText(cells.type, String(frame.type));
                setText(cells.length, `${exact(frame.length)} B`);
                const shown = cells.payload.firstElementChild ?? cells.payload.appendChild(h('pre'));
                setText(shown, form(frame));
            },
        );
        setText(
            this.#note,
            note ?? (frames.length === 0 ? '' : `The last ${plural(frames.length, 'frame')}, newest first.`),
        );
    }

    close() {
        this.#stream.close();
    }
}
