// Makes what is shown like what was drawn anew and touches only what differs: focus, open details and a half-made click stay where they are.

const HANDLERS = ['onclick', 'onsubmit', 'onchange', 'onkeydown'];
const id = (node) => node.dataset?.id;

/** The new children in place of the old; those with the same `data-id` are the same, others by their place. */
export function morphChildren(parent, wanted) {
  let at = parent.firstChild;
  for (const next of wanted) {
    const known = id(next) === undefined ? at : [...parent.children].find((child) => id(child) === id(next));
    if (!known || !alike(known, next)) {
      parent.insertBefore(next, at);
      continue;
    }
    if (known === at) at = at.nextSibling;
    else parent.insertBefore(known, at);
    morph(known, next);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

const alike = (old, next) => old.nodeName === next.nodeName && id(old) === id(next);

function morph(old, next) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  for (const {name, value} of next.attributes) {
    if (name !== 'style' && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const {name} of [...old.attributes]) {
    // A person opened it.
    if (!next.hasAttribute(name) && !(name === 'open' && old.matches('details'))) old.removeAttribute(name);
  }
  if (old.style.cssText !== next.style.cssText) old.style.cssText = next.style.cssText;
  for (const handler of HANDLERS) old[handler] = next[handler];
  morphChildren(old, [...next.childNodes]);
}
