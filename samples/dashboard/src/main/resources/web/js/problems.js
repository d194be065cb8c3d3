// What is wrong with a journal, in the order of how much it matters. One place, so that the overview, the journal's page
// and the voice of a screen reader say the same.

import { ago, bytes, consumerName, exact, passed } from './format.js';

/**
 * What is to be seen at once.
 *
 * @param row of a journal
 * @param now ns since the epoch, by the server's clock
 * @returns `{key, level, badge, text}` each; level is `bad` or `warn`
 */
export function problems(row, now) {
    const found = [];
    if (row.state === 'gone') {
        const since = row.since ? `, ${ago(row.since, now)}` : '';
        found.push({
            key: 'gone',
            level: 'off',
            badge: 'gone',
            text: `This journal is gone${since}. It shows again by itself when it is back.`,
        });
        return found;
    }
    if (row.state !== 'live') {
        found.push({
            key: row.state,
            level: 'bad',
            badge: row.state,
            text: row.problem ?? `This journal is ${row.state}.`,
        });
        return found;
    }
    for (const name of row.standing) {
        found.push({
            key: `standing ${name}`,
            level: 'bad',
            badge: `${consumerName(name)} stands`,
            text: `Reader ${consumerName(name)} stands at a page’s end: frames lie in the next page, and it does not go on.`,
        });
    }
    if (row.mode === 'shared' && row.deadWriters.length > 0) {
        const who = row.deadWriters.map((pid) => `pid ${pid}`).join(', ');
        found.push({
            key: 'dead',
            level: row.writer.alive === false ? 'bad' : 'warn',
            badge: row.writer.alive === false ? 'writers dead' : 'writer dead',
            text: `Ended without closing: ${who}. Whoever else writes goes on.`,
        });
    } else if (row.writer !== null && row.writer.alive === false) {
        found.push({
            key: 'dead',
            level: 'bad',
            badge: 'writer dead',
            text: `The writer (pid ${row.writer.pid}) is dead.`,
        });
    }
    if (row.waitingFor.length > 0) {
        const names = row.waitingFor.map(consumerName).join(', ');
        found.push({
            key: 'waiting',
            level: 'warn',
            badge: 'gate closed',
            text: `The gate is closed: the writer waits for ${names}.`,
        });
    }
    if (row.problem) {
        found.push({ key: 'problem', level: 'warn', badge: 'note', text: row.problem });
    }
    return found;
}

/** One sentence about how a journal does, when nothing is wrong. */
export function wellBeing(row) {
    if (row.consumers === 0) {
        return 'Nobody reads this journal under a name.';
    }
    return `Every reader follows; the furthest is ${bytes(row.worstLagBytes)} behind.`;
}

/** Who writes: of a shared journal how many. */
export function writersText(row, now) {
    const { state, text, pid } = writerText(row.writer, now);
    return row.mode === 'shared' && row.livingWriters > 1
        ? { state, text: `${row.livingWriters} ${text}`, pid: 'shared' }
        : { state, text, pid: row.mode === 'shared' && pid !== '' ? `${pid}, shared` : pid };
}

/** One writer: a state for colours, the same as text, and the process. */
export function writerText(writer, now) {
    if (writer === null || writer === undefined) {
        return { state: 'none', text: 'none', pid: '' };
    }
    const pid = `pid ${writer.pid}`;
    if (writer.alive === null) {
        // Of another PID namespace, whose locks the kernel hides.
        return { state: 'none', text: 'unknown', pid };
    }
    if (!writer.alive) {
        return { state: 'dead', text: 'dead', pid };
    }
    return writer.idleSince
        ? { state: 'idle', text: `idle for ${passed(writer.idleSince, now)}`, pid }
        : { state: 'alive', text: 'alive', pid };
}

/** The page a position is in, and how far into it. */
export function pageOf(position, pageSize) {
    const size = BigInt(pageSize);
    return { index: BigInt(position) / size, offset: BigInt(position) % size };
}

/** What a standing reader's mark says. */
export function standingText(consumer, pageSize) {
    return `STANDS at the end of page ${exact(pageOf(consumer.cursor, pageSize).index)}`;
}
