// What is known to be wrong, by table and month: asked now and then, because it costs more than the status document.
import {byId, el, get, number, toast} from '/ui/page.js';
import {order} from '/ui/forms.js';

const EVERY = 60000;
let cells = new Map();
let asked = 0;

/** What is known of a table's month: undefined where nothing is. */
export const driftOf = (table, month) => cells.get(`${table} ${month}`);

/** Asks anew where the last answer is old; `changed` draws what has come. */
export async function askDrift(now, changed, {force = false} = {}) {
  if (!force && now - asked < EVERY) return;
  asked = now;
  try {
    const drift = await get('/api/drift');
    cells = new Map(drift.known.filter((cell) => cell.month).map((cell) => [`${cell.table} ${cell.month}`, cell]));
    button(drift, changed);
    changed();
  } catch {
    // What is shown stays; the next look asks again.
    asked = 0;
  }
}

/** In words, for a title. */
export const driftText = (cell) => `known to be wrong: ${cell.signs.map((sign) =>
  `${sign.kind.toLowerCase().replaceAll('_', ' ')}${sign.rows === undefined ? '' : ` ${number(sign.rows)}`}`).join(', ')}`;

function button(drift, changed) {
  const repair = byId('repair');
  const {requests, left} = drift.repair;
  repair.hidden = !requests.length || repair.dataset.readOnly === 'true';
  repair.textContent = `Repair drift (${requests.length})`;
  repair.onclick = () => order(`Ask for ${requests.length} reloads`, '/api/drift/requests', {
    label: 'Ask for them',
    text: el('span', {}, `${drift.known.filter((cell) => cell.month).length} months of tables are known to be wrong. These requests would set them right:`,
      el('ul', {}, requests.slice(0, 20).map((wanted) => el('li', {}, `${wanted.month ?? `${number(wanted.keys)} keys`}: ${wanted.tables.join(', ')}`))),
      requests.length > 20 ? ` and ${requests.length - 20} more.` : '', left.length ? ` ${left.length} findings are left to a person.` : ''),
    done: (answer) => { toast(`${answer.requests.length} requests are accepted`); askDrift(Date.now(), changed, {force: true}); },
  });
}
