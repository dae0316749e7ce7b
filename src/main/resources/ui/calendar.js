// Table by month. One cell is in the tab order; arrow keys move between cells, Enter opens one.
import {byId, el, glyph, number, pill, replace, shortTable} from '/ui/page.js';
import {driftOf, driftText} from '/ui/drift.js';

const WORDS = {
  verified: 'reloaded and verified', partial: 'verified in part', running: 'running', failed: 'failed', left_open: 'merged, something left open',
  undone: 'undone since', restored: 'verified in another database, before it was restored', rewritten: 'the table was written anew since it was verified, or a partition with rows of the month has gone', drift: 'known to be wrong', never: 'never reloaded',
};

export function drawCalendar(calendar, actions) {
  const filter = byId('filter');
  filter.hidden = calendar.tables.length <= 12;
  filter.oninput = () => draw(calendar, actions);
  const only = byId('only-drift');
  only.hidden = !calendar.tables.some((row) => calendar.months.some((month) => driftOf(row.table, month)));
  only.onchange = () => draw(calendar, actions);
  replace(byId('legend'), WORDS, () => Object.keys(WORDS).map((state) =>
    el('span', {class: 'key'}, el('span', {class: 'swatch', data: {state}, 'aria-hidden': 'true'}, glyph(state)), WORDS[state])));
  draw(calendar, actions);
}

function draw(calendar, actions) {
  const wanted = byId('filter').value.trim().toLowerCase();
  const only = byId('only-drift').querySelector('input');
  const rows = calendar.tables.filter((row) => row.table.toLowerCase().includes(wanted))
    .filter((row) => !only.checked || only.parentElement.hidden || calendar.months.some((month) => driftOf(row.table, month)));
  const drift = rows.map((row) => calendar.months.map((month) => driftOf(row.table, month)?.rows));
  const scroll = byId('calendar').querySelector('.scroll');
  const first = !scroll.dataset.key;
  replace(scroll, [calendar.months, rows, drift], () => rows.length
    ? grid(calendar.months, rows, actions)
    : el('p', {class: 'empty'}, wanted ? 'No table of that name.' : 'No table is registered: write config/tables.json.'));
  if (first) scroll.scrollLeft = scroll.scrollWidth;
}

function grid(months, rows, actions) {
  const years = [...new Set(months.map((month) => month.slice(0, 4)))];
  const head = el('thead', {},
    el('tr', {}, el('th', {rowspan: '2', scope: 'col'}, 'Table'), years.map((year) => el('th', {
      class: 'year', scope: 'colgroup', colspan: String(months.filter((month) => month.startsWith(year)).length),
    }, year))),
    el('tr', {}, months.map((month) => el('th', {scope: 'col', class: month.endsWith('-01') ? 'january' : null, title: month},
      month.slice(5)))));
  const body = el('tbody', {}, rows.map((row, y) => el('tr', {},
    el('th', {scope: 'row', title: row.table}, shortTable(row.table)),
    months.map((month, x) => cell(row, month, x === months.length - 1 && y === 0, actions)))));
  return el('table', {class: 'grid', onkeydown: (event) => move(event, months.length)}, head, body);
}

function cell(row, month, reachable, actions) {
  const known = row.cells[month];
  const drift = driftOf(row.table, month);
  const stands = known?.state ?? 'never';
  // What goes on, or went wrong, says more than that something is wrong.
  const state = drift && ['verified', 'partial', 'never'].includes(stands) ? 'drift' : stands;
  const words = drift ? `${driftText(drift)}; ${WORDS[stands]}` : WORDS[state];
  return el('td', {class: month.endsWith('-01') ? 'january' : null}, el('button', {
    type: 'button', class: 'cell stays', data: {state}, tabindex: reachable ? '0' : '-1',
    title: `${row.table} ${month}: ${words}${known ? `, run ${known.run}` : ''}`,
    'aria-label': `${shortTable(row.table)} ${month}: ${words}`,
    onclick: () => detail(row.table, month, state, known, actions),
  }, state === 'drift' && drift.rows ? number(drift.rows) : glyph(state)));
}

function move(event, width) {
  const step = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -width, ArrowDown: width}[event.key];
  if (!step || !event.target.matches('.cell')) return;
  const cells = [...event.currentTarget.querySelectorAll('.cell')];
  const next = cells[cells.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function detail(table, month, state, known, {readOnly, reload}) {
  const dialog = byId('dialog');
  dialog.replaceChildren(el('form', {method: 'dialog'},
    el('h2', {id: 'dialog-title'}, `${table} · ${month}`),
    el('p', {}, pill(state, driftOf(table, month) ? driftText(driftOf(table, month)) : WORDS[state]), known ? [' by ', el('a', {href: `#/runs/${known.run}`, onclick: () => dialog.close()}, `run ${known.run}`)] : null),
    el('div', {class: 'buttons'}, el('button', {class: 'stays'}, 'Close'), readOnly || state === 'running' ? null
      : el('button', {type: 'button', class: 'primary', onclick: () => { dialog.close(); reload(month, table, state === 'verified'); }},
        state === 'verified' ? 'Reload once more' : 'Reload'))));
  dialog.showModal();
}
