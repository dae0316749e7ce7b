// The page: reads the status document again and again, and draws what has changed.
import {byId, Problem, duration, el, get, named, number, pill, relative, replace, shortTable, shortTime, time, windowText} from '/ui/page.js';
import {order, problemText, request} from '/ui/forms.js';
import {drawCalendar} from '/ui/calendar.js';
import {draws, readAt, says} from '/ui/age.js';
import {askDrift} from '/ui/drift.js';
import {phaseBar, runPage} from '/ui/run.js';

const BUSY = 1500;
const QUIET = 5000;
let last = null;
let timer = null;
/** Grows with each look: an answer that comes after a later look began draws nothing. */
let turn = 0;

const runNumber = () => location.hash.match(/^#\/runs\/(\d+)$/)?.[1];

async function look() {
  clearTimeout(timer);
  const mine = ++turn;
  const late = () => mine !== turn;
  try {
    const status = await get('/api/status');
    if (late()) return;
    // Another instance may remember less than what is shown already.
    if (status.stale && last && Date.parse(status.now) < Date.parse(last.now)) {
      last = {...last, health: status.health};
    } else {
      last = status;
      draws('overview', readAt(status));
    }
    await draw(last, late);
    if (late()) return;
    says(status.stale ? [`${status.stale.problem}.`] : null);
  } catch (thrown) {
    if (late()) return;
    says(problemText(thrown), false);
  }
  if (late()) return;
  timer = setTimeout(look, document.hidden ? 60000 : last?.running.length ? BUSY : QUIET);
}

async function draw(status, late) {
  header(status);
  const run = runNumber();
  byId('overview').hidden = Boolean(run);
  byId('run').hidden = !run;
  if (run) {
    await drawRun(run, status, late);
  } else {
    draws('run', null);
    overview(status);
  }
  byId('version').textContent = `window-reload ${status.version}`;
  byId('updated').replaceChildren('as of ', time(status.now), `, windows in ${status.zone}`);
}

function overview(status) {
  document.title = status.attention.length ? `(${status.attention.length}) Window Reload` : 'Window Reload';
  attention(status);
  running(status);
  const calendar = () => drawCalendar(status.calendar, {
    readOnly: status.limits.readOnly,
    reload: (month, table, again) => request(tablesOf(status), {month, chosen: [table], again, zone: status.zone, done: changed}),
  });
  calendar();
  byId('repair').dataset.readOnly = status.limits.readOnly;
  askDrift(Date.now(), calendar);
  recent(status);
}

/** Another run's page, with its buttons, never stands under this run's address. */
function clearOther(number) {
  const page = byId('run');
  if (!number || page.dataset.run === number) return;
  page.dataset.run = number;
  delete page.dataset.drawn;
  draws('run', null);
  replace(page, `run ${number}`, () => el('p', {class: 'empty'}, `Run ${number} …`));
}

async function drawRun(number, status, late) {
  clearOther(number);
  try {
    const run = await get(`/api/runs/${number}`);
    if (late()) return;
    byId('run').dataset.drawn = number;
    draws('run', readAt(run));
    document.title = `${run.of ? `Run ${run.run}` : run.requestId} · Window Reload`;
    replace(byId('run'), run.state === 'RUNNING' ? [run, status.now] : run, () => runPage(run, status.limits, changed));
  } catch (thrown) {
    if (late()) return;
    // What is shown stays, and gets older, where only the answer is missing.
    if (byId('run').dataset.drawn === number && !(thrown instanceof Problem && thrown.document.code === 'RUN_UNKNOWN')) return;
    replace(byId('run'), String(thrown), () => [el('p', {}, el('a', {href: '#/'}, '← Overview')), el('p', {class: 'card bad'}, problemText(thrown))]);
  }
}

const tablesOf = (status) => status.calendar.tables.map((row) => row.table);
const changed = () => look();

function header(status) {
  const {health, schedule, folder, limits} = status;
  const ready = byId('ready');
  const bad = health.checks.filter((check) => check.state === 'down');
  ready.dataset.state = !health.ready ? 'failed' : bad.length ? 'partial' : 'verified';
  ready.title = health.checks.map((check) => `${check.name}: ${check.state} – ${check.detail ?? ''}`).join('\n');
  replace(ready, [health.ready, bad.map((check) => check.name)], () =>
    (health.ready ? 'READY' : 'NOT READY') + (bad.length ? ` · ${bad.map((check) => check.name).join(', ')} down` : ''));
  replace(byId('triggers'), [schedule, folder, limits.readOnly, minute(status.now)], () => [
    trigger('schedule', 'Schedule', schedule, scheduleText(schedule, status.now), limits),
    trigger('folder', 'Folder', folder, folderText(folder), limits),
    limits.readOnly ? el('span', {class: 'tag', title: 'reload.http.read-only is true'}, 'read only') : null,
  ]);
  const fresh = byId('new');
  fresh.hidden = limits.readOnly;
  fresh.onclick = () => request(tablesOf(status), {zone: status.zone, done: (run) => { location.hash = `#/runs/${run.run}`; look(); }});
}

const minute = (iso) => iso.slice(0, 16);

function scheduleText(schedule, now) {
  if (schedule.state === 'off') return 'off';
  const next = schedule.nextFire ? `next ${relative(schedule.nextFire, now)}` : 'never again';
  return schedule.state === 'active' ? next : schedule.state;
}

const folderText = (folder) => (folder.state === 'watching' ? 'watching' : folder.state)
  + (folder.waiting ? ` · ${folder.waiting} waiting` : '')
  + (folder.notTaken.length ? ` · not taken: ${folder.notTaken.join(', ')}` : '');

function trigger(name, title, entry, text, limits) {
  const paused = entry.state === 'paused';
  const detail = paused ? `paused by ${entry.paused.actor} at ${entry.paused.since}: ${entry.paused.reason}`
    : entry.state === 'stopped' ? 'its route is stopped on this instance (JMX)'
      : [entry.cron, entry.zone, entry.nextFire, entry.directory].filter(Boolean).join(' · ');
  return el('span', {class: 'trigger', data: {state: entry.state}, title: detail},
    el('span', {class: 'what'}, title), ' ', text,
    limits.readOnly || entry.state === 'off' ? null : el('button', {
      type: 'button', class: 'small', 'aria-label': `${paused ? 'Resume' : 'Pause'} the ${name}`,
      onclick: () => order(`${paused ? 'Resume' : 'Pause'} the ${name}`, `/api/${name}/${paused ? 'resume' : 'pause'}`, {
        label: paused ? 'Resume' : 'Pause', reason: paused ? 'optional' : 'required', done: changed,
        text: paused ? `Paused since ${entry.paused.since} by ${entry.paused.actor}: ${entry.paused.reason}`
          : name === 'schedule' ? 'What it misses is not made up for. All instances obey, also after a restart.'
            : 'Files wait in it. All instances obey, also after a restart.',
      }),
    }, paused ? 'Resume' : 'Pause'));
}

function attention(status) {
  const section = byId('attention');
  section.hidden = status.attention.length === 0;
  byId('attention-title').textContent = `Needs you (${status.attention.length})`;
  replace(section.querySelector('.cards'), [status.attention, status.limits], () => status.attention.map((item) => need(item, status.limits)));
}

const VERBS = {
  retry: {label: 'Retry', title: 'Retry', kind: 'primary'}, dismiss: {label: 'Dismiss', title: 'Dismiss'}, cancel: {label: 'Cancel', title: 'Cancel', kind: 'danger'},
  approve: {label: 'Approve', title: 'Approve', kind: 'primary'},
};

function need(item, limits) {
  const act = (verb) => el('button', {
    type: 'button', class: VERBS[verb].kind,
    onclick: () => order(`${VERBS[verb].title} run ${item.run}`, `/api/runs/${item.run}/${verb}`, {label: VERBS[verb].label, done: changed}),
  }, VERBS[verb].label);
  return el('li', {class: 'card bad', data: {id: item.run ?? item.kind}},
    el('div', {class: 'title'}, pill({partial: 'PARTIAL', approval: 'QUEUED'}[item.kind] ?? 'FAILED', item.kind), item.run ? el('span', {}, named(item)) : null,
      item.window ? el('span', {}, windowText(item.window)) : null, el('span', {class: 'when'}, time(item.at))),
    el('p', {}, item.code ? el('code', {class: 'code'}, item.code) : null, ' ', el('strong', {}, `${item.title}. `), item.detail),
    el('p', {class: 'hint'}, item.hint),
    limits.readOnly || !item.actions.length ? null : el('div', {class: 'buttons start'}, item.actions.map(act)));
}

function running(status) {
  const empty = () => el('p', {class: 'empty'}, 'Nothing is running. ',
    status.limits.readOnly ? 'Drop a request into ' : 'Press New reload, or drop a request into ', el('code', {}, status.folder.directory), '.');
  replace(byId('running').querySelector('.cards'), status.running, () => (status.running.length ? status.running.map((run) => open(run, status)) : empty()));
}

function open(run, status) {
  const waiting = run.state === 'QUEUED';
  const since = run.startedAt ?? run.acceptedAt;
  return el('article', {class: 'card', data: {id: run.run}},
    el('div', {class: 'title'}, pill(run.state), el('span', {}, named(run)),
      run.window ? el('span', {}, windowText(run.window)) : null, run.dryRun ? el('span', {class: 'tag'}, 'dry run') : null,
      el('span', {class: 'when'}, `${run.requestedBy ?? run.origin} · ${waiting ? 'waits' : 'for'} ${duration(Date.parse(status.now) - Date.parse(since))}`)),
    run.cancelReason ? el('p', {class: 'hint'}, `is being cancelled: ${run.cancelReason}`) : null,
    run.waiting ? el('p', {class: 'hint warn'}, `waits for ${run.waiting}`) : run.pausedBy ? el('p', {class: 'hint warn'}, `is paused by ${run.pausedBy}`) : null,
    run.problem ? el('p', {class: 'hint warn'}, `tried again (${run.tries}×): ${run.problem}`) : null,
    waiting ? el('p', {class: 'hint'}, run.waitsFor ? ['waits for run ', el('a', {href: `#/runs/${run.waitsFor}`}, String(run.waitsFor)), ', which shares a table'] : 'waits for its turn')
      : [el('div', {class: 'meter'}, el('progress', {max: '1', value: String(run.ratio), 'aria-label': 'Progress'}),
        el('span', {}, `${Math.floor(run.ratio * 100)} %`, run.remainingSeconds === undefined ? '' : ` · load ~ ${duration(run.remainingSeconds * 1000)} left`)),
      phaseBar(run), tablesOfRun(run)],
    status.limits.readOnly || run.cancelReason ? null : el('div', {class: 'buttons start'}, el('button', {
      type: 'button', class: 'danger small', onclick: () => order(`Cancel run ${run.run}`, `/api/runs/${run.run}/cancel`, {
        label: 'Cancel the run', text: 'It stops at its next step. What is merged until then stays merged.', done: changed,
      }),
    }, 'Cancel')));
}

function tablesOfRun(run) {
  const row = (table) => el('tr', {}, el('th', {scope: 'row', title: table.table}, shortTable(table.table)),
    el('td', {}, el('progress', {max: '1', value: String(table.ratio), 'aria-label': `Progress of ${table.table}`})),
    el('td', {}, table.code ? pill('FAILED', `failed: ${table.code}`) : table.state),
    el('td', {class: 'n'}, `${number(table.loadRows ?? 0)}${table.expectedRows && table.state === 'loading' ? ` of ~ ${number(table.expectedRows)}` : ''} rows`),
    el('td', {class: 'n'}, table.rowsPerSecond === undefined || table.state !== 'loading' ? '' : `${number(table.rowsPerSecond)}/s`),
    el('td', {class: 'n'}, table.remainingSeconds === undefined ? '' : `~ ${duration(table.remainingSeconds * 1000)} left`));
  return el('div', {class: 'scroll'}, el('table', {class: 'list tight'}, el('tbody', {}, run.tables.map(row))));
}

/** Whether the account says anything: an undo counts other things, and where nothing was staged a row of zeros would look like a finding. */
const counted = (run) => run.finishedAt && (run.window || run.byKeys) && run.origin !== 'undo' && (run.state === 'SUCCESS' || run.staged > 0);

function recent(status) {
  const heads = ['Run', 'Request', 'Window', 'Tables', 'staged', 'inserted', 'updated', 'unchanged', 'skipped', 'took', 'Finished (UTC)'];
  const numeric = new Set(['staged', 'inserted', 'updated', 'unchanged', 'skipped', 'took']);
  const tables = (run) => (run.tables > 3 ? `${run.tableNames.slice(0, 2).join(', ')} and ${run.tables - 2} more` : run.tableNames.join(', '));
  const row = (run) => el('tr', {data: {id: run.run}},
    el('td', {}, pill(run.state), run.dryRun ? [' ', el('span', {class: 'tag'}, 'dry run')] : null),
    el('td', {}, named(run), run.code && ['FAILED', 'PARTIAL'].includes(run.state) ? el('small', {}, run.code) : null),
    el('td', {}, run.of ? '–' : run.byKeys ? 'by keys' : windowText(run.window)), el('td', {}, tables(run)),
    ['staged', 'inserted', 'updated', 'unchanged', 'skipped'].map((part) => el('td', {class: 'n'}, counted(run) ? number(run[part]) : '–')),
    el('td', {class: 'n'}, run.startedAt && run.finishedAt ? duration(Date.parse(run.finishedAt) - Date.parse(run.startedAt)) : '–'),
    el('td', {}, shortTime(run.finishedAt)));
  replace(byId('recent').querySelector('.scroll'), status.recent, () => (status.recent.length
    ? el('table', {class: 'list'}, el('thead', {}, el('tr', {}, heads.map((head) => el('th', {scope: 'col', class: numeric.has(head) ? 'n' : null}, head)))),
      el('tbody', {}, status.recent.map(row)))
    : el('p', {class: 'empty'}, 'No run yet. A reload of last month is a good first one: press New reload.')));
}

addEventListener('hashchange', () => { clearOther(runNumber()); scrollTo(0, 0); byId('main').focus({preventScroll: true}); look(); });
document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
look();
