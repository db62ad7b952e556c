/**
 * Who may see questions and manage entries: everybody on the proxy's own machine while no ADMIN_API_KEY is set, and who
 * has that key. It is kept here alone, until the page is closed.
 */
const root = document.documentElement;
const listeners = new Set();
let key = '';

export const adminKey = () => key;
export const isOpen = () => root.dataset.access === 'open';

/** Tells now, and whenever it is opened. */
export function whenOpen(listener) {
  listeners.add(listener);
  if (isOpen()) listener();
}

export function setKey(given) {
  key = given;
}

export function open() {
  root.dataset.access = 'open';
  for (const listener of listeners) listener();
}

/** The proxy said no. With 403 there is no key to give, and this is another machine. */
export function close(status) {
  key = '';
  root.dataset.access = status === 403 ? 'forbidden' : 'locked';
}
