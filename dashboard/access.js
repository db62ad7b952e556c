/** Asks for the admin key, once. */
import { admin } from './api.js';
import { byId, setText } from './dom.js';
import { open, setKey } from './key.js';

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
    event.preventDefault();
    const refusal = await tryKey(input.value.trim());
    setText(byId('key-error'), refusal);
    if (refusal === '') dialog.close();
    else input.select();
  });
}

/** What is wrong with it; empty: nothing, and all is open. */
async function tryKey(key) {
  setKey(key);
  try {
    await admin('GET', '/requests?limit=1');
  } catch (error) {
    setKey('');
    return error.status === 401 ? 'That is not the admin key.' : error.message;
  }
  open();
  return '';
}
