// Verifies a journal on demand.

import { h, setText } from './dom.js';
import { exact, millis, plural } from './format.js';
import { load } from './stream.js';

/** A button and its result. */
export function verifyButton(id) {
    const result = h('p', { class: 'verify-result', role: 'status', test: 'verify-result' });
    const button = h('button', { type: 'button', text: 'Verify', test: 'verify' });
    button.addEventListener('click', async () => {
        // Not `disabled`: that would take the focus away from who pressed it by key.
        if (button.getAttribute('aria-disabled') === 'true') {
            return;
        }
        button.setAttribute('aria-disabled', 'true');
        result.dataset.level = '';
        setText(result, 'Verifying: every retained frame is read …');
        try {
            const answer = await load(`/api/journals/${id}/verify`);
            result.dataset.level = answer.sound ? 'good' : 'bad';
            setText(result, sentence(answer));
        } catch (error) {
            result.dataset.level = 'warn';
            setText(result, `Not verified: ${error.message}`);
        } finally {
            button.removeAttribute('aria-disabled');
        }
    });
    return { button, result };
}

function sentence(answer) {
    const took = `in ${millis(answer.millis)}`;
    if (answer.sound) {
        return `Sound: ${plural(answer.frames, 'frame')} read ${took}.`;
    }
    const where = answer.position === null ? '' : ` at position ${exact(answer.position)}`;
    return `Not sound${where}: ${answer.fault} ${plural(answer.frames, 'frame')} read ${took}.`;
}
