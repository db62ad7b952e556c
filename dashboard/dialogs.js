/** The two dialogs that sections share. */
import { byId, setText } from './dom.js';

/** Whether they really want it. */
export function confirm({ title, text, action }) {
  const dialog = byId('confirm-dialog');
  setText(byId('confirm-title'), title);
  setText(byId('confirm-text'), text);
  setText(byId('confirm-yes'), action);
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

/** Shows something in full. */
export function showDetail(title, ...parts) {
  const dialog = byId('detail-dialog');
  setText(byId('detail-title'), title);
  byId('detail').replaceChildren(...parts);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}

export function closeDetail() {
  byId('detail-dialog').close();
}

export function startDialogs() {
  for (const button of document.querySelectorAll('[data-close]')) {
    button.addEventListener('click', () => button.closest('dialog').close());
  }
  // Outside of it is another way out.
  for (const dialog of document.querySelectorAll('dialog')) {
    dialog.addEventListener('click', (event) => {
      if (event.target !== dialog) return;
      const { left, right, top, bottom } = dialog.getBoundingClientRect();
      const isInside =
        event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
      if (!isInside) dialog.close();
    });
  }
}
