// A classic script in the head: the scheme must be chosen before the first paint, and modules come later.
(() => {
    const KEY = 'tailrace.theme';
    const root = document.documentElement;

    // Storage may be forbidden; the scheme then lasts as long as the page.
    const stored = () => {
        try {
            return localStorage.getItem(KEY);
        } catch {
            return null;
        }
    };
    const store = (choice) => {
        try {
            localStorage.setItem(KEY, choice);
        } catch {
            // See above.
        }
    };

    const apply = (choice) => {
        if (choice === 'auto') {
            delete root.dataset.theme;
        } else {
            root.dataset.theme = choice;
        }
        document.dispatchEvent(new Event('themechange'));
    };

    const initial = ['light', 'dark'].includes(stored()) ? stored() : 'auto';
    apply(initial);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
        document.dispatchEvent(new Event('themechange'));
    });

    document.addEventListener('DOMContentLoaded', () => {
        for (const radio of document.querySelectorAll('#theme input')) {
            radio.checked = radio.value === initial;
            radio.addEventListener('change', () => {
                store(radio.value);
                apply(radio.value);
            });
        }
    });
})();
