// How old is what is shown. Where it is too old to act upon, that is said loudly, and no button can be pressed until it is new again.
import {byId, duration} from '/ui/page.js';

/** A look may take one period and one answer's time; what is older than both is no longer how things stand. */
const OLD = 12000;
const AT_ONCE = 'button:not(:disabled):not([data-off]):not(.stays)';

const shown = {overview: null, run: null};
let why = null;
let answered = true;

/** When what the server has sent was read there, by this machine's clock: the server tells the age, not the time. */
export const readAt = (document) => Date.now() - document.age * 1000;

/** This part of the page is of then; null where it is not shown. */
export function draws(part, at) {
  shown[part] = at;
}

/** Why there is nothing newer, as the children of a paragraph, and whether this program said so itself; null where there is. */
export function says(problem, byItself = true) {
  why = problem;
  answered = byItself;
  tick();
}

const oldest = () => Math.min(...Object.values(shown).filter((at) => at !== null));

function tick() {
  const at = oldest();
  const age = Number.isFinite(at) ? Math.max(0, Date.now() - at) : null;
  const old = why !== null || (age !== null && age > OLD);
  const away = byId('away');
  document.body.classList.toggle('stale', old);
  away.hidden = !old;
  if (old) {
    const text = age === null ? '' : ` What is below is ${duration(Math.floor(age / 1000) * 1000)} old; the buttons are off until it is new.`;
    away.replaceChildren(...(why ?? ['No answer for a while.']), text);
    if (!why || !answered) unknown(byId('ready'));
  }
  byId('age').textContent = age === null ? '' : age < 1500 ? ', now' : `, ${duration(Math.floor(age / 1000) * 1000)} ago`;
  for (const button of document.querySelectorAll(old ? AT_ONCE : 'button[data-off]')) {
    button.disabled = old;
    if (old) button.dataset.off = '';
    else delete button.dataset.off;
  }
}

/** Nobody knows whether a run could begin now. */
function unknown(ready) {
  delete ready.dataset.key;
  ready.dataset.state = 'failed';
  ready.textContent = 'NO ANSWER';
}

setInterval(tick, 1000);
