// Elements, formats and calls. Text goes in as text only: names and reasons are written by people.
import {morphChildren} from '/ui/morph.js';

/** An element: `el('a', {href: '/'}, 'text', child)`. `on…` are its handlers, `data` goes to the data set, null is left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element[name] = value;
    else if (name === 'data') Object.assign(element.dataset, value);
    else if (name === 'grow') element.style.flexGrow = value;
    else if (name in element && typeof value !== 'string') element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

const numbers = new Intl.NumberFormat('en');
export const number = (value) => (value === null || value === undefined ? '–' : numbers.format(value));

/** 1234 → "1.2 s", 95000 → "1m 35s", 9000000 → "2h 30m". */
export function duration(millis) {
  if (millis === null || millis === undefined) return '–';
  if (millis < 1000) return `${Math.round(millis)} ms`;
  const seconds = millis / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${String(Math.round(seconds % 60) % 60).padStart(2, '0')}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h ${String(minutes % 60).padStart(2, '0')}m` : `${Math.floor(hours / 24)} d`;
}

/** "in 8 d", "3m 10s ago". */
export function relative(iso, now) {
  const difference = Date.parse(iso) - Date.parse(now);
  const text = duration(Math.abs(difference)).replace(/(\.\d)? s$/, ' s');
  if (Math.abs(difference) < 1500) return 'now';
  return difference > 0 ? `in ${text}` : `${text} ago`;
}

/** Always UTC on the page, the reader's own time on hover. */
export function time(iso) {
  if (!iso) return el('span', {}, '–');
  const text = iso.replace('T', ' ').replace(/(:\d\d)\.\d+/, '$1').replace('Z', ' UTC');
  return el('time', {datetime: iso, title: `${new Date(iso).toLocaleString()} (your time)`}, text);
}

/** The same without seconds, for lists. */
export function shortTime(iso) {
  const element = time(iso);
  element.textContent = element.textContent.replace(/:\d\d UTC$/, '');
  return element;
}

/** A window's name: a whole month by its number, whole days without times. */
export function windowText(window) {
  if (!window) return 'no window';
  const {from, to} = window;
  const midnight = (text) => /T00:00(:00)?$/.test(text);
  if (midnight(from) && midnight(to)) {
    const [year, month, day] = from.slice(0, 10).split('-').map(Number);
    const next = `${month === 12 ? year + 1 : year}-${String((month % 12) + 1).padStart(2, '0')}-01`;
    if (day === 1 && to.startsWith(next)) return from.slice(0, 7);
    return `${from.slice(0, 10)} → ${to.slice(0, 10)}`;
  }
  return `${from.replace('T', ' ')} → ${to.replace('T', ' ')}`;
}

const glyphs = {
  SUCCESS: '✓', PARTIAL: '◔', FAILED: '✕', CANCELLED: '⊘', RUNNING: '▶', QUEUED: '…',
  verified: '✓', failed: '✕', running: '▶', partial: '◐', left_open: '◔', undone: '↶', restored: '?', rewritten: '?', drift: '≠', never: '',
};
export const glyph = (state) => glyphs[state] ?? '';

/** A state that can be read without its colour. */
export function pill(state, text = state.toLowerCase()) {
  return el('span', {class: 'pill', data: {state: state.toLowerCase()}},
    el('span', {'aria-hidden': 'true'}, glyph(state)), ' ', text);
}

/** What a run is called: by its request, or by the run that it is about. */
export function named(run, {link = true} = {}) {
  const self = (text) => (link ? el('a', {class: 'name', href: `#/runs/${run.run}`}, text) : text);
  const kind = {look: 'second look', undo: 'undo'}[run.origin];
  return run.of && kind ? [self(kind), ' of ', el('a', {href: `#/runs/${run.of}`}, `run ${run.of}`)] : self(run.requestId);
}

export const shortTable = (name) => name.slice(name.indexOf('.') + 1);

/** What an answer that is no success says: title, detail and hint of its problem document. */
export class Problem extends Error {
  constructor(document) {
    super(document.detail ?? document.title);
    this.document = document;
  }
}

/** A server that is stopped takes the call and never answers. */
const READ_TIMEOUT = 8000;
const ORDER_TIMEOUT = 20000;

async function answer(path, timeout, options) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout);
  try {
    const response = await fetch(path, {...options, signal: abort.signal});
    const body = await response.text();
    const document = body ? JSON.parse(body) : {};
    if (!response.ok) throw new Problem({title: response.statusText, ...document});
    // Seconds since it was read at the target; not part of the document.
    return Object.defineProperty(document, 'age', {value: Number(response.headers.get('Age') ?? 0)});
  } catch (thrown) {
    throw abort.signal.aborted ? new Error(`nothing within ${timeout / 1000} s`) : thrown;
  } finally {
    clearTimeout(timer);
  }
}

export const get = (path) => answer(path, READ_TIMEOUT, {headers: {Accept: 'application/json'}});

export const post = (path, body = {}) => answer(path, ORDER_TIMEOUT, {
  method: 'POST', headers: {'Content-Type': 'application/json', Accept: 'application/json'}, body: JSON.stringify(body),
});

export function toast(text, bad = false) {
  const note = el('p', {class: bad ? 'toast bad' : 'toast'}, text);
  byId('toasts').append(note);
  setTimeout(() => note.remove(), bad ? 12000 : 5000);
}

/** Draws the children anew where the key says that something has changed; what is the same stays, see morph.js. */
export function replace(parent, key, build) {
  const text = JSON.stringify(key);
  if (parent.dataset.key === text) return;
  parent.dataset.key = text;
  morphChildren(parent, [...el('div', {}, build()).childNodes]);
}
