/**
 * Who may see questions and manage entries: everybody on the proxy's own machine while no ADMIN_API_KEY is set, and who
 * has that key. It is asked for once and kept here alone, until the page is closed.
 */
import { admin } from './api.js';
import { byId, setText } from './dom.js';

const root = document.documentElement;
const listeners = new Set();
let key = '';

export const adminKey = () => key;
export const isOpen = () => root.dataset.access === 'open';

/** Tells now and whenever it becomes open. */
export function whenOpen(listener) {
  listeners.add(listener);
  if (isOpen()) listener();
}

/** The proxy said no. `forbidden`: there is no key, and this is another machine. */
export function refuse(status) {
  key = '';
  root.dataset.access = status === 403 ? 'forbidden' : 'locked';
}

export function startAccess() {
  const dialog = byId('key-dialog');
  const input = byId('key');
  for (const button of document.querySelectorAll('[data-unlock]')) {
    button.addEventListener('click', () => {
      setText(byId('key-error'), '');
      dialog.showModal();
    });
  }
  dialog.addEventListener('close', () => {
    input.value = '';
  });
  dialog.querySelector('form').addEventListener('submit', async (event) => {
    if (event.submitter?.value === 'cancel') return;
    event.preventDefault();
    const message = await tryKey(input.value.trim());
    setText(byId('key-error'), message);
    if (message === '') dialog.close();
    else input.select();
  });
}

/** What is wrong with it; empty: nothing. */
async function tryKey(given) {
  key = given;
  try {
    await admin('GET', '/requests?limit=1');
  } catch (error) {
    return error.status === 401 ? 'That is not the admin key.' : error.message;
  }
  root.dataset.access = 'open';
  for (const listener of listeners) listener();
  return '';
}
