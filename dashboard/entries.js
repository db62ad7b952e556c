/** Entries: what is stored, to find, open and delete. */

import { textOf } from './answer.js';
import { admin } from './api.js';
import { closeDetail, confirm, showDetail } from './dialogs.js';
import { byId, make, makeFacts, setText } from './dom.js';
import { dayOf, FORMATS } from './format.js';
import { drawWhenLeft } from './hold.js';
import { isOpen, whenOpen } from './key.js';

const PAGE = 10;

export function startEntries() {
  const form = byId('search');
  let next = null;
  let asked = 0;

  async function list(cursor) {
    const turn = ++asked;
    const given = [...new FormData(form)].filter(([, value]) => value !== '');
    const query = new URLSearchParams([...given, ['limit', PAGE], ...(cursor ? [['cursor', cursor]] : [])]);
    const page = await attempt(() => admin('GET', `/cache/entries?${query}`));
    // Only what was asked for last is shown.
    if (!page || turn !== asked) return;
    const rows = page.entries.map((entry) => makeRow(entry, remove));
    if (cursor) byId('entry-rows').append(...rows);
    else byId('entry-rows').replaceChildren(...rows);
    next = page.next_cursor;
    byId('more-entries').hidden = next === null;
    byId('no-entries').hidden = byId('entry-rows').childElementCount > 0;
  }

  async function remove({ key, question }) {
    const text = question || 'An entry without a question';
    if (!(await confirm({ title: 'Delete this entry?', text, action: 'Delete' }))) return;
    closeDetail();
    const done = await attempt(() => admin('DELETE', `/cache/entries/${key}`));
    if (done) say('Deleted.');
    await list(null);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    list(null);
  });
  form.elements.sort.addEventListener('change', () => list(null));
  byId('more-entries').addEventListener('click', () => list(next));
  whenOpen(() => list(null));
  const renew = drawWhenLeft(byId('entries'), () => list(null));
  return {
    refresh: () => list(null),
    /** The same without anybody having asked for it: not while nobody looks, or more is shown than the first page. */
    renew() {
      if (isOpen() && !document.hidden && byId('entry-rows').childElementCount <= PAGE) renew();
    },
  };
}

function say(text) {
  setText(byId('entries-said'), text);
}

async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    say(error.message);
    return null;
  }
}

function makeRow(entry, remove) {
  const { key, question, model, hits, bytes, stored_at: storedAt } = entry;
  const name = question || `(${entry.endpoint})`;
  const open = { type: 'button', class: 'text', title: question, onclick: () => openEntry(key, remove) };
  return make(
    'tr',
    {},
    make('th', { scope: 'row' }, make('button', open, name)),
    make('td', { class: 'left spare', title: model }, model),
    make('td', {}, FORMATS.count(hits)),
    make('td', { class: 'spare' }, FORMATS.bytes(bytes)),
    make('td', { class: 'spare' }, dayOf(storedAt * 1000)),
    make(
      'td',
      {},
      make(
        'button',
        { type: 'button', class: 'danger', 'aria-label': `Delete: ${name}`, onclick: () => remove(entry) },
        'Delete',
      ),
    ),
  );
}

async function openEntry(key, remove) {
  const entry = await attempt(() => admin('GET', `/cache/entries/${key}`));
  if (!entry) return;
  const time = (seconds) => dayOf(seconds * 1000);
  showDetail(
    entry.question || 'An entry without a question',
    makeFacts({
      Model: entry.model,
      Endpoint: entry.endpoint,
      Upstream: entry.upstream,
      Namespace: entry.namespace,
      Hits: FORMATS.count(entry.hits),
      Size: FORMATS.bytes(entry.bytes),
      Tags: entry.tags.join(', '),
      Version: entry.version,
      'Tokens in, out':
        entry.usage && [entry.usage.input_tokens, entry.usage.output_tokens].map(FORMATS.count).join(', '),
      Stored: time(entry.stored_at),
      'Fresh until': time(entry.stale_at),
      'Gone at': time(entry.delete_at),
      Key: make('code', {}, key),
    }),
    make('h3', {}, 'Answer'),
    make('pre', {}, textOf(entry.body)),
    make(
      'details',
      {},
      make('summary', {}, 'The body as it is stored'),
      make('pre', {}, JSON.stringify(entry.body, null, 2)),
    ),
    make(
      'p',
      { class: 'buttons' },
      make('button', { type: 'button', class: 'danger', onclick: () => remove(entry) }, 'Delete this entry'),
    ),
  );
}
