// The tray page: asks for the state once a second and draws what changed.
const byId = (id) => document.getElementById(id);
let drawnPapers = '';

function element(name, text, attributes = {}) {
  const node = document.createElement(name);
  if (text !== null) node.textContent = text;
  Object.assign(node, attributes);
  return node;
}

function paper(item) {
  const figure = element('figure', null);
  figure.append(element('figcaption', item.caption), element('img', null, { src: item.imageUrl, alt: item.caption, loading: 'lazy' }));
  return figure;
}

function drawPapers(box, items) {
  box.replaceChildren(...(items.length === 0 ? [element('p', 'Nothing printed yet.', { className: 'empty' })] : items.map(paper)));
}

function fillFaults(select, faults, current) {
  if (select.options.length === 0) for (const fault of faults) select.append(new Option(fault.replaceAll('_', ' '), fault));
  if (document.activeElement !== select) select.value = current;
}

function drawOrders(orders) {
  byId('orders').replaceChildren(...orders.map((order) => {
    const row = element('tr', null);
    row.append(element('td', order.orderNumber), element('td', order.status, { className: order.status === 'SHIPPED' ? 'shipped' : '' }), element('td', order.trackingNumbers.join(', ') || '-'), element('td', order.shopFulfillments.join(', ') || '-'));
    return row;
  }));
}

function draw(state) {
  const button = byId('network');
  button.textContent = state.isConnected ? 'Line to the office: UP (press to cut)' : 'Line to the office: CUT (press to restore)';
  button.setAttribute('aria-pressed', String(state.isConnected));
  byId('thermal-address').textContent = state.thermal.address;
  byId('laser-address').textContent = state.laser.address;
  fillFaults(byId('thermal-fault'), state.thermal.faults, state.thermal.fault);
  fillFaults(byId('laser-fault'), state.laser.faults, state.laser.fault);
  const papers = JSON.stringify([state.thermal.papers, state.laser.papers]);
  if (papers !== drawnPapers) { drawnPapers = papers; drawPapers(byId('labels'), state.thermal.papers); drawPapers(byId('pages'), state.laser.papers); }
  byId('office-summary').textContent = state.officeSummary;
  drawOrders(state.orders);
}

async function refresh() {
  try { draw(await (await fetch('/state')).json()); } catch { byId('office-summary').textContent = 'The demo has stopped.'; }
  setTimeout(() => void refresh(), 1000);
}

const post = (path, body) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
byId('network').addEventListener('click', () => void post('/network', { isConnected: byId('network').getAttribute('aria-pressed') !== 'true' }));
for (const printer of ['thermal', 'laser']) byId(`${printer}-fault`).addEventListener('change', (event) => void post('/fault', { printer, fault: event.target.value }));
void refresh();
