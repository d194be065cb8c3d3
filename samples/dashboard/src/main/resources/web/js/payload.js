// A frame's content as text, as JSON, or as bytes. Text in, text out: whoever shows it shows it as text.

const HEX_BYTES = 16;

/** What control characters and broken lines would hide is made visible. */
function visible(text) {
    return text.replace(
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/**
 * Lays out JSON without reading its numbers: those of 64 bits would not survive it.
 *
 * @param text that is known to be JSON
 */
function layOut(text) {
    let out = '';
    let depth = 0;
    const line = () => `\n${'  '.repeat(depth)}`;
    const tokens = text.match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g) ?? [];
    tokens.forEach((token, index) => {
        const next = tokens[index + 1];
        if (token === '{' || token === '[') {
            depth++;
            const empty = next === '}' || next === ']';
            out += empty ? token : token + line();
        } else if (token === '}' || token === ']') {
            depth--;
            const empty = tokens[index - 1] === '{' || tokens[index - 1] === '[';
            out += empty ? token : line() + token;
        } else if (token === ',') {
            out += token + line();
        } else {
            out += token === ':' ? ': ' : token;
        }
    });
    return out;
}

/** As JSON, or why not. */
export function asJson(frame) {
    if (frame.text === null) {
        return '(not text)';
    }
    try {
        JSON.parse(frame.text);
        return visible(layOut(frame.text));
    } catch {
        return frame.cut ? `(cut, so not JSON) ${asText(frame)}` : `(not JSON) ${asText(frame)}`;
    }
}

/** As text. */
export function asText(frame) {
    if (frame.text === null) {
        return '(not UTF-8; see hex)';
    }
    return visible(frame.text) + (frame.cut ? '…' : '');
}

/** As bytes: offset, hex, and what of it is ASCII. */
export function asHex(frame) {
    const lines = [];
    for (let at = 0; at < frame.hex.length; at += 2 * HEX_BYTES) {
        const pairs = frame.hex.slice(at, at + 2 * HEX_BYTES).match(/../g);
        const ascii = pairs.map((pair) => {
            const code = parseInt(pair, 16);
            return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '.';
        });
        lines.push(
            `${(at / 2).toString(16).padStart(4, '0')}  ${pairs.join(' ').padEnd(3 * HEX_BYTES)} ${ascii.join('')}`,
        );
    }
    return lines.join('\n') + (frame.cut ? '\n…' : '');
}
