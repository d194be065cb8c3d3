// A rate's recent course, small enough for a table's cell. Decoration: the number stands beside it.

const NS = 'http://www.w3.org/2000/svg';
const WIDTH = 96;
const HEIGHT = 22;
const POINTS = 60;

/** The course of one number. */
export class Sparkline {
    #values = [];
    #line;
    element;

    constructor() {
        this.element = document.createElementNS(NS, 'svg');
        this.element.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
        this.element.setAttribute('class', 'spark');
        this.element.setAttribute('aria-hidden', 'true');
        this.#line = document.createElementNS(NS, 'polyline');
        this.element.append(this.#line);
    }

    /** Adds the newest value; null for none. */
    add(value) {
        this.#values.push(value ?? 0);
        if (this.#values.length > POINTS) {
            this.#values.shift();
        }
        const max = Math.max(1, ...this.#values);
        const first = POINTS - this.#values.length;
        const points = this.#values.map(
            (y, i) =>
                `${(((first + i) * WIDTH) / (POINTS - 1)).toFixed(1)},${(HEIGHT - 2 - (y / max) * (HEIGHT - 4)).toFixed(1)}`,
        );
        this.#line.setAttribute('points', points.join(' '));
    }
}
