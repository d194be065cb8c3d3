// Server-sent events, kept alive, and the one line in the header that says how old what is shown is.

const RETRY_MILLIS = 2000;
/** The server sends at least every 5 s: behind this a connection is taken for dead though nothing says so. */
const SILENCE_MILLIS = 15_000;
const STALE_MILLIS = 7_000;

const streams = new Set();

/**
 * A stream of one kind of event. A browser allows six connections to a server over all tabs, so a tab that nobody sees
 * has none.
 */
export class Stream {
    #url;
    #event;
    #handlers;
    #source = null;
    #retry = 0;
    #closed = false;
    #wasOpen = false;
    #onVisibility = () => this.#visibilityChanged();
    /** performance.now() of the last event. */
    lastAt = performance.now();
    state = 'connecting';
    /** Whether the header speaks of it. */
    main;

    /**
     * Connects.
     *
     * @param url where
     * @param event name of the events
     * @param handlers `data` gets each event's JSON; `open` is called on each connection, with true if it is not the first
     * @param main whether the age of its data is shown
     */
    constructor(url, event, handlers, main = true) {
        this.#url = url;
        this.#event = event;
        this.#handlers = handlers;
        this.main = main;
        streams.add(this);
        document.addEventListener('visibilitychange', this.#onVisibility);
        this.#connect();
    }

    #connect() {
        this.#disconnect();
        if (document.hidden || this.#closed) {
            return;
        }
        const source = new EventSource(this.#url);
        this.#source = source;
        source.addEventListener('open', () => {
            const again = this.#wasOpen;
            this.#wasOpen = true;
            this.state = 'open';
            this.lastAt = performance.now();
            this.#handlers.open?.(again);
        });
        source.addEventListener(this.#event, (message) => {
            this.lastAt = performance.now();
            this.#handlers.data(JSON.parse(message.data));
        });
        source.addEventListener('error', () => {
            this.state = 'lost';
            // The browser tries again by itself, except where the server answered, but not with a stream.
            if (source.readyState === EventSource.CLOSED) {
                this.#retry = setTimeout(() => this.#connect(), RETRY_MILLIS);
            }
        });
    }

    #disconnect() {
        clearTimeout(this.#retry);
        this.#source?.close();
        this.#source = null;
    }

    #visibilityChanged() {
        if (document.hidden) {
            this.#disconnect();
            this.state = 'connecting';
        } else if (this.#source === null) {
            this.lastAt = performance.now();
            this.#connect();
        }
    }

    /** Replaces a connection from which nothing comes although it is said to be open. */
    watch(now) {
        if (this.#source !== null && this.state === 'open' && now - this.lastAt > SILENCE_MILLIS) {
            this.state = 'lost';
            this.lastAt = now;
            this.#connect();
        }
    }

    close() {
        this.#closed = true;
        this.#disconnect();
        document.removeEventListener('visibilitychange', this.#onVisibility);
        streams.delete(this);
    }
}

/** Shows twice a second whether data comes, and how old it is. `onLost` is called once when it stops coming. */
export function showConnection(element, textElement, announce) {
    let shown = '';
    setInterval(() => {
        const now = performance.now();
        streams.forEach((stream) => stream.watch(now));
        const seen = [...streams].filter((stream) => stream.main);
        if (seen.length === 0 || document.hidden) {
            return;
        }
        const age = Math.max(...seen.map((stream) => now - stream.lastAt));
        const lost = seen.some((stream) => stream.state === 'lost');
        const state = lost
            ? 'lost'
            : age > STALE_MILLIS
              ? 'stale'
              : seen.some((s) => s.state !== 'open')
                ? 'connecting'
                : 'live';
        const seconds = `${(age / 1000).toFixed(lost ? 0 : 1)} s`;
        textElement.textContent = {
            live: `live, ${seconds} old`,
            connecting: 'connecting',
            stale: `no data for ${seconds}`,
            lost: `connection lost, data is ${seconds} old, trying again`,
        }[state];
        element.dataset.state = state;
        if (state === 'lost' && shown !== 'lost') {
            announce('The connection to the dashboard is lost. It is tried again.');
        } else if (state === 'live' && shown === 'lost') {
            announce('The connection to the dashboard is back.');
        }
        shown = state;
    }, 500);
}

/** Loads JSON once; an answer that is an error becomes an Error with its sentence. */
export async function load(url) {
    const response = await fetch(url, { cache: 'no-store' });
    const body = await response.json().catch(() => ({ error: `The dashboard answered ${response.status}.` }));
    if (!response.ok) {
        throw new Error(body.error ?? `The dashboard answered ${response.status}.`);
    }
    return body;
}
