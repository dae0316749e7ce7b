// Table by month. One cell is in the tab order; arrow keys move between cells, Enter opens one.
import {byId, el, glyph, pill, replace, shortTable} from '/ui/page.js';

const WORDS = {
  verified: 'reloaded and verified', partial: 'verified in part', running: 'running', failed: 'failed', left_open: 'merged, something left open',
  undone: 'undone since', restored: 'verified in another database, before it was restored', rewritten: 'the table was written anew since it was verified, or a partition with rows of the month has gone', never: 'never reloaded',
};

export function drawCalendar(calendar, actions) {
  const filter = byId('filter');
  filter.hidden = calendar.tables.length <= 12;
  filter.oninput = () => draw(calendar, actions);
  replace(byId('legend'), WORDS, () => Object.keys(WORDS).map((state) =>
    el('span', {class: 'key'}, el('span', {class: 'swatch', data: {state}, 'aria-hidden': 'true'}, glyph(state)), WORDS[state])));
  draw(calendar, actions);
}

function draw(calendar, actions) {
  const wanted = byId('filter').value.trim().toLowerCase();
  const rows = calendar.tables.filter((row) => row.table.toLowerCase().includes(wanted));
  const scroll = byId('calendar').querySelector('.scroll');
  const first = !scroll.dataset.key;
  replace(scroll, [calendar.months, rows], () => rows.length
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
  const state = known?.state ?? 'never';
  return el('td', {class: month.endsWith('-01') ? 'january' : null}, el('button', {
    type: 'button', class: 'cell stays', data: {state}, tabindex: reachable ? '0' : '-1',
    title: `${row.table} ${month}: ${WORDS[state]}${known ? `, run ${known.run}` : ''}`,
    'aria-label': `${shortTable(row.table)} ${month}: ${WORDS[state]}`,
    onclick: () => detail(row.table, month, state, known, actions),
  }, glyph(state)));
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
    el('p', {}, pill(state, WORDS[state]), known ? [' by ', el('a', {href: `#/runs/${known.run}`, onclick: () => dialog.close()}, `run ${known.run}`)] : null),
    el('div', {class: 'buttons'}, el('button', {class: 'stays'}, 'Close'), readOnly || state === 'running' ? null
      : el('button', {type: 'button', class: 'primary', onclick: () => { dialog.close(); reload(month, table, state === 'verified'); }},
        state === 'verified' ? 'Reload once more' : 'Reload'))));
  dialog.showModal();
}
