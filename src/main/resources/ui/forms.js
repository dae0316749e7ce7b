// The dialogs: a new reload, and the reason for what one is about to do.
import {byId, el, post, Problem, toast, shortTable} from '/ui/page.js';

const NAME = 'window-reload-by';

function open(title, content, submit, label) {
  const dialog = byId('dialog');
  const error = el('p', {class: 'error', role: 'alert', hidden: true});
  const send = el('button', {class: 'primary'}, label);
  const form = el('form', {
    onsubmit: async (event) => {
      event.preventDefault();
      send.disabled = true;
      error.hidden = true;
      try {
        await submit(new FormData(form));
        dialog.close();
      } catch (thrown) {
        error.hidden = false;
        error.replaceChildren(...problemText(thrown));
      } finally {
        send.disabled = false;
      }
    },
  },
  el('h2', {id: 'dialog-title'}, title), content, error,
  el('div', {class: 'buttons'}, el('button', {type: 'button', class: 'stays', onclick: () => dialog.close()}, 'Close'), send));
  dialog.replaceChildren(form);
  dialog.showModal();
  form.querySelector('[autofocus]')?.focus();
}

export function problemText(thrown) {
  if (!(thrown instanceof Problem)) return [`No answer: ${thrown.message}`];
  const {title, detail, hint, code, pointer} = thrown.document;
  return [el('strong', {}, `${title}. `), detail ?? '', pointer ? ` (at ${pointer})` : '', el('br'), hint ?? '',
    code ? el('code', {class: 'code'}, code) : ''];
}

const field = (label, input, note) => el('label', {}, el('span', {}, label), input, note ? el('small', {}, note) : null);

const byField = () => field('Who', el('input', {
  name: 'by', value: localStorage.getItem(NAME) ?? '', maxlength: '100', autocomplete: 'name', placeholder: 'your name',
}));

function remember(values) {
  const by = values.get('by')?.trim();
  if (by) localStorage.setItem(NAME, by);
  return by || undefined;
}

/** Asks for who and why, then posts it, or what `body` makes of it. */
export function order(title, path, {label, text, reason = 'optional', again, body, done}) {
  const why = el('input', {name: 'reason', maxlength: '500', autofocus: '', required: reason === 'required'});
  open(title, [text ? el('p', {}, text) : null, field('Why', why), byField()], async (values) => {
    const by = remember(values);
    const said = values.get('reason') || undefined;
    const answer = await post(path, body ? body(by, said) : {reason: said, by, again: again || undefined});
    toast(`${title}: done`);
    done?.(answer);
  }, label);
}

/** The form of a new reload; what is given is filled in. */
export function request(tables, {month = lastMonth(), chosen = [], again = false, zone, done} = {}) {
  const from = el('input', {name: 'from', type: 'datetime-local', step: '1'});
  const to = el('input', {name: 'to', type: 'datetime-local', step: '1'});
  const range = el('fieldset', {class: 'pair', hidden: true}, field('From', from, `inclusive, as clocks in ${zone}`), field('To', to, 'exclusive'));
  const monthInput = field('Month', el('input', {name: 'month', type: 'month', value: month, autofocus: ''}));
  const kind = (value, label, checked) => el('label', {class: 'choice'}, el('input', {
    type: 'radio', name: 'kind', value, checked,
    onchange: () => { range.hidden = value === 'month'; monthInput.hidden = value !== 'month'; },
  }), label);
  const boxes = tables.map((table) => el('label', {class: 'choice'},
    el('input', {type: 'checkbox', name: 'tables', value: table, checked: chosen.includes(table)}), shortTable(table)));
  open('New reload', [
    el('div', {class: 'choices'}, kind('month', 'A month', true), kind('range', 'Any window', false)),
    monthInput, range,
    el('fieldset', {class: 'tables'}, el('legend', {}, 'Tables (none chosen: all)'), el('div', {class: 'choices'}, boxes)),
    field('Why', el('input', {name: 'reason', maxlength: '500', placeholder: 'e.g. CDC gap, INC-1234'})), byField(),
    el('label', {class: 'choice'}, el('input', {type: 'checkbox', name: 'dryRun'}),
      'Dry run: load and classify, write nothing to production'),
  ], async (values) => {
    const run = await post(values.get('dryRun') ? '/api/plans' : `/api/requests${again ? '?again=true' : ''}`, document(values));
    toast(run.nothingDone ?? `Run ${run.run} is accepted`);
    done?.(run);
  }, 'Reload');
}

function document(values) {
  const body = {requestedBy: remember(values), reason: values.get('reason') || undefined};
  if (values.get('kind') === 'month') body.month = values.get('month');
  else Object.assign(body, {from: seconds(values.get('from')), to: seconds(values.get('to'))});
  const tables = values.getAll('tables');
  if (tables.length) body.tables = tables;
  return body;
}

const seconds = (text) => (text.length === 16 ? `${text}:00` : text);

function lastMonth() {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth() - 1, 1)).toISOString().slice(0, 7);
}
