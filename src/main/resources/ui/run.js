// A run's own page: what was asked, what happened, what it made of each table, and the evidence.
import {duration, el, named, number, pill, shortTable, time, windowText} from '/ui/page.js';
import {order} from '/ui/forms.js';

const PHASES = ['plan', 'load', 'check', 'merge', 'verify', 'clean'];
/** What the numbers of an account are called: an undo counts other things than a reload. The first is the sum of the others. */
const RELOAD = {parts: ['staged', 'inserted', 'updated', 'unchanged', 'skipped'], names: {}, reasons: {}};
const UNDO = {
  parts: ['staged', 'updated', 'deleted', 'inserted', 'skipped'],
  names: {staged: 'written', updated: 'restored', deleted: 'removed', inserted: 'put back', skipped: 'left'},
  reasons: {tie_touched_by_cdc: 'written since', deleted_by_cdc: 'deleted since', orphaned: 'referred to since'},
};
const words = (run) => (run.origin === 'undo' ? UNDO : RELOAD);

/** The phases side by side, each as wide as it took. */
export function phaseBar(run) {
  const current = PHASES.indexOf(run.phase);
  // An undo has neither load nor merge.
  const passed = run.origin === 'undo' ? PHASES.filter((phase) => phase === run.phase || run.phaseMillis?.[phase] !== undefined) : PHASES;
  return el('ol', {class: 'phases', 'aria-label': 'Phases'}, passed.map((phase) => {
    const index = PHASES.indexOf(phase);
    const took = run.phaseMillis?.[phase];
    const state = phase === run.phase ? 'running' : took === undefined ? 'never' : current > index || run.phase === undefined ? 'verified' : 'never';
    return el('li', {data: {state}, grow: took ? Math.max(1, Math.log10(took)) : 1},
      el('span', {class: 'name'}, phase), el('span', {class: 'took'}, took === undefined ? '' : duration(took)));
  }));
}

/** Rows by what became of them. */
function share(table, {parts, names}) {
  const some = parts.slice(1).filter((part) => table[part] > 0);
  const text = (part) => `${names[part] ?? part} ${number(table[part])}`;
  return el('div', {class: 'share', role: 'img', 'aria-label': some.map(text).join(', ')},
    some.map((part) => el('span', {grow: table[part], data: {part}, title: text(part)})));
}

function balance(run) {
  const {parts, names} = words(run);
  const [sum, ...rest] = parts.map((part) => names[part] ?? part);
  return `${sum} = ${rest.join(' + ')}`;
}

function account(run) {
  const {parts, names, reasons: called} = words(run);
  const reasons = (table) => Object.entries(table.skippedBy ?? {}).filter(([, count]) => count > 0)
    .map(([reason, count]) => `${called[reason] ?? reason} ${number(count)}`);
  // What DMS says that it loaded; an undo loads nothing.
  const loaded = run.origin !== 'undo';
  const row = (table, name) => el('tr', {}, el('th', {scope: 'row', title: name}, shortTable(name),
    table.code ? [' ', el('span', {title: table.detail}, pill('FAILED', `failed: ${table.code}`))] : null),
    el('td', {class: 'bar'}, share(table, words(run))),
    loaded ? el('td', {class: 'n', title: table.loadState ? `DMS: ${table.loadState}` : null}, number(table.loadRows)) : null,
    parts.map((part) => el('td', {class: 'n', title: part === 'skipped' ? reasons(table).join(', ') : null},
      number(table[part]), part === 'skipped' ? reasons(table).map((reason) => el('small', {}, reason)) : null)),
    el('td', {class: 'n'}, table.deleteCandidates === undefined ? '–' : number(table.deleteCandidates)),
    el('td', {class: 'n'}, duration(table.millis)));
  return el('div', {class: 'scroll'}, el('table', {class: 'list'},
    el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'Table'), el('th', {scope: 'col'}, el('span', {class: 'off'}, 'Share')),
      loaded ? el('th', {scope: 'col', class: 'n', title: 'Rows that DMS has counted'}, 'DMS') : null,
      parts.map((part) => el('th', {scope: 'col', class: 'n'}, names[part] ?? part)),
      el('th', {scope: 'col', class: 'n', title: 'Rows of production in the window that the source no longer has'}, 'gone?'),
      el('th', {scope: 'col', class: 'n'}, 'merge took'))),
    el('tbody', {}, run.tables.map((table) => row(table, table.table))),
    run.tables.length > 1 ? el('tfoot', {}, row(run.total, 'total')) : null));
}

/** The task as it was asked for: DMS takes mappings and settings as texts of JSON, people read them as documents. */
function task({identifier, tableMappings, settings, tags}) {
  return [['Table mappings', JSON.parse(tableMappings)], ['Task settings', settings && JSON.parse(settings)], ['Identifier and tags', {identifier, tags}]];
}

const NAMES = {'dms-report': 'DMS statistics, as last seen'};

/** Of the tables of several CDC tasks there is a plan for each, with the task's name. */
function evidence(run) {
  const kept = run.evidence.flatMap(({kind, at, document}) => (kind.startsWith('task-plan') ? task(document).map(([name, part]) => [name + kind.slice(9), at, part])
    : [[NAMES[kind] ?? kind, at, document]]));
  return [['Request', run.acceptedAt, run.request], ...kept].filter(([, , document]) => document).map(([name, at, document]) =>
    el('details', {data: {id: name}}, el('summary', {}, el('strong', {}, name), ' ', time(at)),
      el('pre', {tabindex: '0'}, JSON.stringify(document, null, 2))));
}

function skipped(run) {
  if (!run.skippedRows.length) return null;
  return [el('h3', {}, run.dryRun ? 'Keys' : 'Skipped keys'), el('div', {class: 'scroll'}, el('table', {class: 'list'},
    el('thead', {}, el('tr', {}, ['Table', 'Reason', 'Key', 'Detail'].map((head) => el('th', {scope: 'col'}, head)))),
    el('tbody', {}, run.skippedRows.map((row) => el('tr', {}, el('td', {}, shortTable(row.table)), el('td', {}, row.reason),
      el('td', {}, el('code', {}, JSON.stringify(row.key))), el('td', {}, row.detail ?? ''))))))];
}

function operations(run) {
  if (!run.operations.length) return null;
  return [el('h3', {}, 'What people did'), el('ul', {class: 'plain'}, run.operations.map((done) => el('li', {},
    time(done.at), ' ', el('strong', {}, done.operation), ` by ${done.actor} (${done.origin})`, done.reason ? `: ${done.reason}` : '')))];
}

/** Whether the run wrote something that may be taken back still, and nobody has. */
function undoable(run, limits) {
  const age = run.finishedAt && (Date.now() - Date.parse(run.finishedAt)) / 86400000;
  return age !== undefined && age < limits.undoDays && run.of === undefined && !run.dryRun && run.undo?.state !== 'SUCCESS'
    && run.total.inserted + run.total.updated > 0;
}

/** The request of a dry run once more, to be carried out. */
function planned(run) {
  const {requestId, options, ...request} = run.request;
  return (by, reason) => ({...request, requestedBy: by ?? request.requestedBy, reason: reason ?? request.reason,
    requestId: `${requestId ?? run.requestId}-${run.run}`, options: {...options, dryRun: false, plan: run.run}});
}

function buttons(run, limits, changed) {
  if (limits.readOnly) return null;
  const path = (verb) => `/api/runs/${run.run}/${verb}`;
  const retried = (answer) => { location.hash = `#/runs/${answer.run}`; };
  const ended = ['SUCCESS', 'PARTIAL', 'FAILED', 'CANCELLED'].includes(run.state);
  const button = (label, act, kind) => el('button', {type: 'button', class: kind, data: {id: label}, onclick: act}, label);
  return el('div', {class: 'buttons start'},
    undoable(run, limits) ? button('Undo', () => order(`Undo run ${run.run}`, path('undo'), {
      label: 'Undo', text: 'Puts back every row that nobody has written since; the others are listed. It is a run of its own.', done: retried,
    }), 'danger') : null,
    ended && (run.window || run.byKeys) && run.state !== 'SUCCESS' ? button('Retry', () => order(`Retry run ${run.run}`, path('retry'), {
      label: 'Retry', text: run.tables.some((table) => table.code) ? 'A new attempt, with the tables that are not done.' : null, done: retried,
    }), 'primary') : null,
    run.state === 'SUCCESS' && run.dryRun && run.window ? button('Run as planned', () => order(`Run plan ${run.run}`, '/api/requests', {
      label: 'Run as planned', text: 'It stops before it writes where it finds anything else than was planned.', done: retried, body: planned(run),
    }), 'primary') : null,
    run.state === 'SUCCESS' && run.of === undefined ? button('Run again', () => order(`Run ${run.requestId} again`, path('retry'), {label: 'Run again', again: true, done: retried})) : null,
    ['FAILED', 'PARTIAL'].includes(run.state) ? button('Dismiss', () => order(`Dismiss run ${run.run}`, path('dismiss'), {label: 'Dismiss', done: changed})) : null,
    run.awaitsApproval ? button('Approve', () => order(`Approve run ${run.run}`, path('approve'), {
      label: 'Approve', text: 'Who has asked for the run cannot approve it.', done: changed,
    }), 'primary') : null,
    ended || run.pausedBy ? null : button('Pause', () => order(`Pause run ${run.run}`, path('pause'), {
      label: 'Pause', reason: 'required', text: 'A merge rests at its next chunk, a load before it begins. It rests across restarts.', done: changed,
    })),
    run.pausedBy && !ended ? button('Resume', () => order(`Resume run ${run.run}`, path('resume'), {label: 'Resume', done: changed}), 'primary') : null,
    ended ? null : button('Cancel', () => order(`Cancel run ${run.run}`, path('cancel'), {
      label: 'Cancel the run', text: 'It stops at its next step. What is merged until then stays merged.', done: changed,
    }), 'danger'));
}

/** What became of keys that a request has named. */
const keyWords = {there: 'at the source', gone: 'found nowhere', kept: 'only in production', deleted: 'deleted', unread: 'cannot be asked for', open: 'open'};

const fact = (name, value) => (value ? [el('dt', {}, name), el('dd', {}, value)] : null);

/** What a person should know: notes, and what keeps the run from being a plain success. */
function findings(run) {
  return run.findings ? [el('h3', {}, 'Findings'), el('ul', {class: 'findings'}, run.findings.map((finding) => el('li', {},
    pill(finding.severity), ' ', el('code', {class: 'code'}, finding.code), finding.table ? ` ${finding.table}: ` : ' ', finding.detail)))] : null;
}

export function runPage(run, limits, changed) {
  const took = run.startedAt && run.finishedAt ? duration(Date.parse(run.finishedAt) - Date.parse(run.startedAt)) : null;
  return [
    el('p', {}, el('a', {href: '#/'}, '← Overview')),
    el('div', {class: 'title'}, el('h1', {}, named(run, {link: false})), pill(run.state), run.dryRun ? el('span', {class: 'tag'}, 'dry run') : null),
    run.code && run.state !== 'CANCELLED' ? el('div', {class: 'card bad'}, el('p', {}, el('code', {class: 'code'}, run.code), ' ', run.detail), el('p', {class: 'hint'}, run.hint)) : null,
    run.cancelReason ? el('p', {class: 'card'}, `Cancelled: ${run.cancelReason}`) : null,
    run.waiting && !run.finishedAt ? el('p', {class: 'card warn'}, `Waits for ${run.waiting}`) : null,
    run.problem ? el('p', {class: 'card warn'}, `Tried again: ${run.problem}`) : null,
    buttons(run, limits, changed),
    el('dl', {class: 'facts'},
      fact('Window', run.window ? `${run.window.from.replace('T', ' ')} → ${run.window.to.replace('T', ' ')} (${windowText(run.window)}, ${run.window.zone})` : null),
      fact('Rows', run.byKeys ? `by their keys${run.keys ? `: ${Object.entries(run.keys).map(([word, keys]) => `${number(keys)} ${keyWords[word] ?? word}`).join(', ')}` : ''}` : null),
      fact('Run', [`${run.run}, attempt ${run.attempt}`, run.others.length ? [' · others: ', run.others.map((other) => [el('a', {href: `#/runs/${other.run}`}, `${other.run} (${other.state.toLowerCase()})`), ' '])] : null]),
      fact(run.origin === 'undo' ? 'Undoes' : 'Looks again at', run.of ? el('a', {href: `#/runs/${run.of}`}, `run ${run.of}`) : null),
      fact('Takes the rest of', run.restOf ? el('a', {href: `#/runs/${run.restOf}`}, `run ${run.restOf}`) : null),
      fact('Undone by', run.undo ? el('a', {href: `#/runs/${run.undo.run}`}, `run ${run.undo.run} (${run.undo.state.toLowerCase()})`) : null),
      fact('Asked by', [run.requestedBy ?? run.origin, run.requestedBy ? ` (${run.origin})` : '', run.reason ? `: ${run.reason}` : '']),
      fact('Estimate', run.estimate ? `${number(run.estimate.rows)} rows, ${number(Math.ceil(run.estimate.bytes / 1000))} kB${run.estimate.loadMillis === undefined ? '' : `, DMS ~ ${duration(run.estimate.loadMillis)} by earlier runs`}` : null),
      fact('Approved by', run.approvedBy),
      fact('Accepted', time(run.acceptedAt)), fact('Finished', run.finishedAt ? [time(run.finishedAt), took ? `, took ${took}` : ''] : null),
      fact('DMS task', run.task ? el('code', {}, run.task) : null)),
    phaseBar(run),
    findings(run),
    run.tables.length ? [el('h3', {}, run.dryRun ? 'What it would do' : 'Account'), el('p', {class: 'hint'}, balance(run)), account(run)] : null,
    skipped(run), operations(run),
    el('h3', {}, 'Evidence'), evidence(run),
  ];
}
