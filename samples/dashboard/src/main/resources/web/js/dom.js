// Elements made of text. Nothing here, and nothing that uses it, ever parses HTML: what a journal holds is shown, not run.

/**
 * Makes an element.
 *
 * @param tag its name
 * @param props attributes by name; `class`, `text` (its text), `test` (hook for tests), `on` (handlers by event)
 * @param children elements or text
 */
export function h(tag, props = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
        if (value === undefined || value === null || value === false) {
            continue;
        }
        if (name === 'text') {
            element.textContent = value;
        } else if (name === 'test') {
            element.dataset.test = value;
        } else if (name === 'on') {
            Object.entries(value).forEach(([event, handler]) => element.addEventListener(event, handler));
        } else {
            element.setAttribute(name, value === true ? '' : value);
        }
    }
    element.append(...children);
    return element;
}

/** Sets a text, and a tooltip, only where they differ: what is selected or focused stays so. */
export function setText(element, text, title) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
    if (title !== undefined && element.title !== title) {
        element.title = title;
    }
}

/** Sets or removes an attribute, if it differs. */
export function setAttribute(element, name, value) {
    if (value === null || value === undefined) {
        element.removeAttribute(name);
    } else if (element.getAttribute(name) !== value) {
        element.setAttribute(name, value);
    }
}

/** A section with its heading and, beside it, controls. */
export function section(id, title, controls, ...children) {
    return h(
        'section',
        { class: `card ${id}`, 'aria-labelledby': `${id}-title` },
        h('div', { class: 'card-head' }, h('h2', { id: `${id}-title`, text: title }), ...controls),
        ...children,
    );
}

/** A group of radio buttons that looks like one control. `onChange` gets the value chosen. */
export function segments(name, legend, options, chosen, onChange) {
    const group = h('fieldset', { class: 'segments', test: name }, h('legend', { class: 'unseen', text: legend }));
    for (const [value, label] of options) {
        const radio = h('input', { type: 'radio', name, value, on: { change: () => onChange(value) } });
        radio.checked = value === chosen;
        group.append(h('label', {}, radio, h('span', { text: label })));
    }
    return group;
}

/** Lets something light up for a moment because it changed. */
export function flash(element) {
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) {
        element.animate([{ backgroundColor: 'var(--flash)' }, { backgroundColor: 'transparent' }], { duration: 1500 });
    }
}
