// Which view is shown: #/ the overview, #/journal/ID, #/compare/ID/ID.
// Reading order: overview.js; journal.js, with one file for each of its parts; compare.js; stream.js for where data comes from.

import { announce } from './announce.js';
import { compare } from './compare.js';
import { journal } from './journal.js';
import { overview } from './overview.js';
import { showConnection } from './stream.js';

const TITLES = { overview: 'Journals', journal: 'Journal', compare: 'Compare' };
const main = document.getElementById('main');
let close = () => {};
let first = true;

/** Ids come from the address, which anybody can make up. */
const isId = (text) => /^[0-9a-f]{1,16}$/.test(text ?? '');

function route() {
    const [, view, a, b] = location.hash.split('/');
    close();
    window.scrollTo(0, 0);
    if (view === 'journal' && isId(a)) {
        show('journal', journal(main, a));
    } else if (view === 'compare') {
        show('compare', compare(main, isId(a) ? a : undefined, isId(b) ? b : undefined));
    } else {
        show('overview', overview(main));
    }
}

function show(view, end) {
    close = end;
    document.title = `${TITLES[view]} · Tailrace`;
    for (const link of document.querySelectorAll('[data-nav]')) {
        if (link.dataset.nav === view) {
            link.setAttribute('aria-current', 'page');
        } else {
            link.removeAttribute('aria-current');
        }
    }
    // A new view is read from its heading on; the first one from the top of the page.
    if (!first) {
        main.querySelector('h1').focus({ preventScroll: true });
    }
    first = false;
}

document.getElementById('skip').addEventListener('click', (event) => {
    // The address's hash is the route.
    event.preventDefault();
    main.focus();
});
window.addEventListener('hashchange', route);
showConnection(document.getElementById('connection'), document.getElementById('connection-text'), announce);
route();
