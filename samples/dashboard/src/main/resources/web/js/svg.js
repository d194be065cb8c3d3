// A drawing that is drawn again twice a second: elements with the same key stay, so that tooltips do not flicker.

const NS = 'http://www.w3.org/2000/svg';

/** A drawing. */
export class Drawing {
    #elements = new Map();
    #used = new Set();
    #layers;
    element = document.createElementNS(NS, 'svg');

    /** Makes an empty one; what is on a later layer is in front. */
    constructor(...layers) {
        this.#layers = new Map(layers.map((name) => [name, document.createElementNS(NS, 'g')]));
        this.element.append(...this.#layers.values());
    }

    /** Starts anew. */
    begin() {
        this.#used.clear();
    }

    /**
     * Draws something.
     *
     * @param layer where
     * @param key its identity
     * @param tag its kind
     * @param attributes by name
     * @param text its text, or its tooltip if it is no text
     */
    put(layer, key, tag, attributes, text) {
        let element = this.#elements.get(key);
        if (element === undefined) {
            element = document.createElementNS(NS, tag);
            this.#elements.set(key, element);
        }
        for (const [name, value] of Object.entries(attributes)) {
            const string = typeof value === 'number' ? value.toFixed(1) : value;
            if (element.getAttribute(name) !== string) {
                element.setAttribute(name, string);
            }
        }
        if (text !== undefined) {
            const holder =
                tag === 'text'
                    ? element
                    : (element.firstChild ?? element.appendChild(document.createElementNS(NS, 'title')));
            if (holder.textContent !== text) {
                holder.textContent = text;
            }
        }
        if (!element.isConnected) {
            this.#layers.get(layer).append(element);
        }
        this.#used.add(key);
        return element;
    }

    /** Takes away what was not drawn this time. */
    end() {
        for (const [key, element] of this.#elements) {
            if (!this.#used.has(key)) {
                element.remove();
                this.#elements.delete(key);
            }
        }
    }
}
