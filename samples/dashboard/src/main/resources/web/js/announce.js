// Says important things to a screen reader, once each, and never what merely moves.

import { problems } from './problems.js';

const known = new Map();

/** Says something. */
export function announce(text) {
    document.getElementById('announcer').textContent = text;
}

/** Says what has gone wrong, or well again, with a journal since it was looked at last. */
export function announceRow(row, now) {
    const current = new Map(problems(row, now).map((problem) => [problem.key, problem.text]));
    const before = known.get(row.id);
    known.set(row.id, current);
    if (before === undefined) {
        return;
    }
    const said = [...current].filter(([key]) => !before.has(key)).map(([, text]) => text);
    if (before.has('gone') && !current.has('gone')) {
        said.push('This journal is back.');
    }
    if (said.length > 0) {
        announce(`${row.name}: ${said.join(' ')}`);
    }
}
