// The last five minutes of one journal: loaded once, then continued by what the stream brings.

import { load } from './stream.js';

const KEEP_MILLIS = 5 * 60 * 1000;

const toMillis = (nanos) => Number(BigInt(nanos) / 1000n) / 1000;

/** The colours' places of consumers: who was first seen keeps its own. */
class Places {
    #places = new Map();

    of(name) {
        if (!this.#places.has(name)) {
            this.#places.set(name, this.#places.size);
        }
        return this.#places.get(name);
    }

    names() {
        return [...this.#places.keys()];
    }
}

/** Points in time, oldest first: `{t (ms since the epoch), frames, bytes, lags: Map name → {bytes: BigInt, millis}}`. */
export class Series {
    points = [];
    places = new Places();

    /** Loads what was before; what came in the meantime stays. */
    async load(id) {
        const history = await load(`/api/journals/${id}/history`);
        const first = this.points[0]?.t ?? Infinity;
        const older = history.points
            .map((point) => this.#point(point, Object.entries(point.consumers)))
            .filter((point) => point.t < first);
        this.points = [...older, ...this.points];
        this.#cut();
    }

    /** Forgets all: after a lost connection there would be a hole that the server can fill. */
    clear() {
        this.points = [];
    }

    /** Continues it. */
    add(sample) {
        const lags = sample.consumers.map((consumer) => [consumer.name, consumer]);
        const { framesPerSecond, bytesPerSecond } = sample.row;
        const point = this.#point({ at: sample.at, framesPerSecond, bytesPerSecond }, lags);
        if (this.points.length === 0 || point.t > this.points[this.points.length - 1].t) {
            this.points.push(point);
        }
        this.#cut();
    }

    #point({ at, framesPerSecond, bytesPerSecond }, lagsByName) {
        const lags = new Map();
        for (const [name, { lagBytes, lagMillis }] of lagsByName) {
            this.places.of(name);
            const lag = { bytes: BigInt(lagBytes), millis: lagMillis };
            // Readers without a name share one line: the worst of them.
            if (!lags.has(name) || lags.get(name).bytes < lag.bytes) {
                lags.set(name, lag);
            }
        }
        return { t: toMillis(at), frames: framesPerSecond, bytes: bytesPerSecond, lags };
    }

    #cut() {
        const last = this.points[this.points.length - 1];
        if (last !== undefined) {
            const kept = this.points.findIndex((point) => point.t >= last.t - KEEP_MILLIS);
            this.points.splice(0, kept);
        }
    }

    /** ms since the epoch of the newest point. */
    now() {
        return this.points[this.points.length - 1]?.t ?? 0;
    }
}
