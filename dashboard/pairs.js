/** Is it right? What was answered by meaning, for somebody to judge. */

import { textOf } from './answer.js';
import { admin } from './api.js';
import { byId, keepChildren, make, setText } from './dom.js';
import { dayOf, FORMATS, plural } from './format.js';
import { drawWhenLeft } from './hold.js';
import { whenOpen } from './key.js';
import { markDifference } from './words.js';

const PAGE = 5;
const KEPT = 200;

export function startPairs() {
  /** By what makes it one pair, the latest last. */
  const pairs = new Map();
  let shown = PAGE;
  /** The id of the latest. */
  let known = 0;
  const redraw = drawWhenLeft(byId('pairs-panel'), draw);

  function add(request) {
    known = request.id;
    const id = `${request.asked_key} ${request.key}`;
    const count = (pairs.get(id)?.count ?? 0) + 1;
    pairs.delete(id);
    pairs.set(id, { id, request, count });
    if (pairs.size > KEPT) pairs.delete(pairs.keys().next().value);
  }

  function draw() {
    const latest = [...pairs.values()].reverse();
    byId('no-pairs').hidden = latest.length > 0;
    byId('more-pairs').hidden = latest.length <= shown;
    keepChildren(byId('pairs'), latest.slice(0, shown), ({ id }) => id, makePair);
    for (const { id, request, count } of latest.slice(0, shown)) {
      const note = byId('pairs').querySelector(`[data-key="${id}"] .seen`);
      const times = count > 1 ? ` · ${plural(count, 'time')}` : '';
      setText(
        note,
        `${dayOf(request.time)} · ${request.model} · similarity ${FORMATS.similarity(request.similarity)}${times}`,
      );
    }
  }

  byId('more-pairs').addEventListener('click', () => {
    shown += PAGE;
    draw();
  });
  whenOpen(async () => {
    const { requests } = await admin('GET', `/requests?matched=true&limit=${KEPT}`);
    pairs.clear();
    for (const request of requests.reverse()) add(request);
    draw();
  });
  return {
    /** One more, if it was answered by meaning. */
    see(request) {
      if (request.asked_key === undefined || request.id <= known) return;
      add(request);
      redraw();
    },
    /** Ids begin anew. */
    restart() {
      known = 0;
    },
  };
}

function makePair({ request }) {
  const { question, matched } = request;
  const asked = question ?? '';
  const other = make('dd', {}, matched ?? '');
  const answer = make('dd', { class: 'answer' }, '…');
  const texts = make(
    'dl',
    { class: 'texts' },
    make('dt', {}, 'Asked'),
    make('dd', {}, ...markDifference(asked, matched ?? asked)),
    make('dt', {}, 'Matched'),
    other,
    make('dt', {}, 'Answer'),
    answer,
  );
  if (matched !== undefined) other.replaceChildren(...markDifference(matched, asked));
  showAnswer(request, answer, other, asked);
  return make('li', {}, texts, makeVerdict(request));
}

async function showAnswer({ key, matched }, answer, other, asked) {
  try {
    const entry = await admin('GET', `/cache/entries/${key}`);
    setText(answer, textOf(entry.body));
    if (matched === undefined) other.replaceChildren(...markDifference(entry.question, asked));
  } catch (error) {
    setText(answer, error.status === 404 ? 'No longer stored.' : error.message);
  }
}

/** Buttons, and what became of them. */
function makeVerdict(request) {
  const said = make('span', { role: 'status', class: 'note' });
  const button = (label, verdict) =>
    make('button', { type: 'button', 'aria-pressed': 'false', onclick: () => judge(verdict) }, label);
  const buttons = { good: button('✓ Right', 'good'), bad: button('✕ Wrong', 'bad') };

  async function judge(verdict) {
    try {
      await admin('POST', '/cache/feedback', { asked_key: request.asked_key, key: request.key, verdict });
    } catch (error) {
      setText(said, error.message);
      return;
    }
    for (const [name, one] of Object.entries(buttons)) {
      // What is wrong stays wrong: the pair is kept apart for good.
      one.disabled = verdict === 'bad' || name === 'good';
      one.setAttribute('aria-pressed', String(name === verdict));
      one.classList.toggle(`is-${name}`, name === verdict);
    }
    setText(said, verdict === 'bad' ? 'It will not be answered with this again.' : 'Noted.');
  }

  return make('div', { class: 'verdict' }, make('span', { class: 'note seen' }), said, buttons.good, buttons.bad);
}
