/** Is it right? What was answered by meaning, for somebody to judge. */

import { textOf } from './answer.js';
import { admin } from './api.js';
import { byId, keepChildren, make, setText } from './dom.js';
import { dayOf, FORMATS, plural } from './format.js';
import { drawWhenLeft } from './hold.js';
import { whenOpen } from './key.js';
import { keepLatest } from './latest.js';
import { markDifference } from './words.js';

const PAGE = 5;
const KEPT = 200;

export function startPairs() {
  const matches = keepLatest(KEPT);
  let shown = PAGE;
  const redraw = drawWhenLeft(byId('pairs-panel'), draw);

  function draw() {
    const pairs = pairUp(matches.newest());
    byId('no-pairs').hidden = pairs.length > 0;
    byId('more-pairs').hidden = pairs.length <= shown;
    keepChildren(byId('pairs'), pairs.slice(0, shown), ({ id }) => id, makePair);
    for (const { id, request, count } of pairs.slice(0, shown)) {
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
    // What came in the meantime is newer.
    for (const request of [...matches.newest(), ...requests].reverse()) matches.add(request);
    draw();
  });
  return {
    /** One more, if it was answered by meaning. */
    see(request) {
      if (request.asked_key === undefined) return;
      matches.add(request);
      redraw();
    },
  };
}

/** Each pair once, with the latest of its requests and their count. */
function pairUp(requests) {
  const pairs = new Map();
  for (const request of requests) {
    const id = `${request.asked_key} ${request.key}`;
    const pair = pairs.get(id) ?? { id, request, count: 0 };
    pairs.set(id, pair);
    pair.count++;
  }
  return [...pairs.values()];
}

function makePair({ request }) {
  const { question, matched } = request;
  const asked = question ?? '';
  const other = make('dd', {}, ...(matched === undefined ? [] : markDifference(matched, asked)));
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
    show(verdict);
    setText(said, verdict === 'bad' ? 'It will not be answered with this again.' : 'Noted.');
  }

  function show(verdict) {
    for (const [name, one] of Object.entries(buttons)) {
      // What is wrong stays wrong: the pair is kept apart for good.
      one.disabled = verdict === 'bad' || name === 'good';
      one.setAttribute('aria-pressed', String(name === verdict));
      one.classList.toggle(`is-${name}`, name === verdict);
    }
  }

  if (request.feedback) show(request.feedback);
  return make('div', { class: 'verdict' }, make('span', { class: 'note seen' }), said, buttons.good, buttons.bad);
}
