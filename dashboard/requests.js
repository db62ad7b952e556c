/** Requests: the live list. */
import { byId, keepChildren, make, setText } from './dom.js';
import { showRequest } from './explanation.js';
import { FORMATS, NONE, plural, timeOf } from './format.js';
import { drawWhenLeft } from './hold.js';
import { keepLatest } from './latest.js';
import { makeSwatch, tierOf } from './tiers.js';

const SHOWN = 100;

export function startRequests() {
  const requests = keepLatest(2 * SHOWN);
  let lost = 0;
  let state = 'waiting';
  let isPaused = false;
  const redraw = drawWhenLeft(byId('feed'), () => isPaused || draw());

  function draw() {
    const onlyMatched = byId('only-matched').checked;
    const rows = requests
      .newest()
      .filter(({ asked_key }) => !onlyMatched || asked_key !== undefined)
      .slice(0, SHOWN);
    keepChildren(byId('request-rows'), rows, ({ id }) => id, makeRow);
    byId('no-requests').hidden = rows.length > 0;
  }

  function showState() {
    const missed = lost > 0 ? `, ${plural(lost, 'request')} too many to follow` : '';
    setText(byId('live'), isPaused ? 'Paused' : state === 'live' ? `● Live${missed}` : 'Connecting');
    byId('live').className = state === 'live' && !isPaused ? 'healthy' : 'waiting';
  }

  byId('only-matched').addEventListener('change', draw);
  byId('pause').addEventListener('click', () => {
    isPaused = !isPaused;
    byId('pause').setAttribute('aria-pressed', String(isPaused));
    setText(byId('pause'), isPaused ? 'Go on' : 'Pause');
    showState();
    if (!isPaused) draw();
  });

  return {
    see(request) {
      requests.add(request);
      redraw();
    },
    lose(count) {
      lost += count;
      showState();
    },
    tell(now) {
      state = now;
      showState();
    },
  };
}

function makeRow(request) {
  const tier = tierOf(request);
  const { similarity, input_tokens: input, output_tokens: output, cost_usd: cost } = request;
  const open = { type: 'button', class: 'text', title: request.question ?? '', onclick: () => showRequest(request) };
  const from = request.error
    ? make('span', { class: 'unhealthy' }, request.error)
    : make('span', {}, makeSwatch(tier), tier);
  return make(
    'tr',
    {},
    make('td', { class: 'left' }, make('time', { datetime: request.time }, timeOf(request.time))),
    make('td', { class: 'left' }, make('button', open, request.question || `(${request.endpoint})`)),
    make('td', { class: 'left' }, from),
    make('td', { class: 'spare' }, similarity === undefined ? '' : FORMATS.similarity(similarity)),
    make('td', { class: 'left spare', title: request.model }, request.model),
    make('td', { class: 'spare' }, input === undefined ? NONE : FORMATS.count(input + output)),
    make('td', { class: 'spare' }, cost === undefined ? NONE : FORMATS.dollars(cost)),
    make('td', {}, FORMATS.ms(request.latency_ms)),
  );
}
