// Shows the stream. EventSource comes back by itself and says as Last-Event-ID where it was: nothing is missed, nothing comes twice.
const MOST_ROWS = 100;
const $ = id => document.getElementById(id);
const stream = new EventSource('orders');

function addRow(cells, kind) {
    const row = document.createElement('tr');
    if (kind) {
        row.className = kind;
    }
    for (const text of cells) {
        row.insertCell().textContent = text;
    }
    $('orders').prepend(row);
    while ($('orders').rows.length > MOST_ROWS) {
        $('orders').lastElementChild.remove();
    }
}

stream.onopen = () => $('state').textContent = 'live';
stream.onerror = () => $('state').textContent = 'reconnecting';
stream.onmessage = event => {
    const order = JSON.parse(event.data);
    addRow([event.lastEventId, order.customer, order.item, order.quantity]);
};
stream.addEventListener('gap', event => {
    const gap = JSON.parse(event.data);
    addRow([gap.from, `orders from here to ${gap.to} are no longer kept`, '', ''], 'gap');
});

$('form').addEventListener('submit', async event => {
    event.preventDefault();
    const order = Object.fromEntries(new FormData(event.target));
    try {
        const response = await fetch('orders', {
            method: 'POST',
            headers: {'Content-Type': 'application/json'},
            body: JSON.stringify({...order, quantity: Number(order.quantity)}),
        });
        const body = await response.json();
        $('answer').textContent = response.ok ? `accepted at position ${body.position}` : `${response.status}: ${body.detail}`;
    } catch (e) {
        $('answer').textContent = 'not reachable';
    }
});

setInterval(async () => {
    try {
        const response = await fetch('orders/progress');
        const billing = await response.json();
        $('progress').textContent = `${billing.state}, at ${billing.position} of ${billing.tail}, ${billing.lagBytes} bytes behind`;
    } catch (e) {
        $('progress').textContent = 'not known';
    }
}, 1000);
