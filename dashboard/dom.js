/** Elements. Text goes in as text, never as markup. */

export const byId = (id) => document.getElementById(id);

/** `make('td', { class: 'wide', onclick: f, hidden: true }, 'text', element)`; what is `null` or `false` is left out. */
export function make(name, attributes = {}, ...children) {
  return build(document.createElement(name), attributes, children);
}

export function makeSvg(name, attributes = {}, ...children) {
  return build(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function build(element, attributes, children) {
  for (const [attribute, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(attribute.slice(2), value);
    else if (value === true) element.setAttribute(attribute, '');
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(attribute, value);
  }
  element.append(...children.filter((child) => child !== null && child !== false));
  return element;
}

/** Assistive technology is told of a change only when there is one. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** One child for each item, in their order. Those that are there already stay, and keep focus and selection. */
export function keepChildren(parent, items, keyOf, makeChild) {
  const there = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const children = items.map((item) => {
    const key = String(keyOf(item));
    const child = there.get(key) ?? makeChild(item);
    child.dataset.key = key;
    return child;
  });
  const kept = new Set(children);
  for (const child of there.values()) if (!kept.has(child)) child.remove();
  // Only what is out of place is moved: an element that is moved loses the focus.
  let next = parent.firstElementChild;
  for (const child of children) {
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
}

/** Terms and what is said of them; those of which nothing is said are left out. */
export function makeFacts(facts) {
  const known = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return make(
    'dl',
    { class: 'facts' },
    ...known.map(([term, value]) => make('div', {}, make('dt', {}, term), make('dd', {}, value))),
  );
}
