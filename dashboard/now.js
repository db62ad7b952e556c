/** Now: what the head numbers are made of beside the report, and how fast a hit is. */
import { byId, make, setText } from './dom.js';
import { decadeOf, FORMATS, minuteOf, NONE } from './format.js';
import { requestsAt } from './past.js';
import { drawSparks } from './spark.js';

/** `hour` and `day`: the history of each. */
export function showNow(report, hour, day) {
  const { total, failed } = report.requests;
  const isEmpty = total + failed + report.today.requests.total + report.cache.entries === 0;
  byId('empty').hidden = !isEmpty;
  document.querySelector('main').classList.toggle('is-empty', isEmpty);
  const { input, output } = report.today.tokens.saved;
  setText(byId('tokens-saved'), FORMATS.count(input + output));
  setText(byId('rate'), FORMATS.rate(rateOf(hour)));
  const rate = report.today.requests.total > 0 ? `${FORMATS.percent(report.today.hit_percentage)} hits · ` : '';
  document.title = `${rate}llm-cache-proxy`;
  drawSparks(hour);
  showLatency(day);
}

/** Of the last three whole buckets of 20 s. */
function rateOf({ series, time, step_seconds: step }) {
  const last = time.length - 2;
  return [last, last - 1, last - 2].reduce((sum, at) => sum + requestsAt(series, at), 0) / (3 * step);
}

/** From the latest five minutes in which there were both, or else either. */
function showLatency({ series, time, step_seconds: step }) {
  const both = series.hit_p50.findLastIndex((hit, at) => hit !== null && series.miss_p50[at] !== null);
  const at = both >= 0 ? both : series.hit_p50.findLastIndex((hit, at) => (hit ?? series.miss_p50[at]) !== null);
  if (at < 0) return;
  const start = time[at] * 1000;
  setText(
    byId('latency-when'),
    `${minuteOf(start)}–${minuteOf(start + step * 1000)}, in ms, median to 95th percentile`,
  );
  const rows = ['hit', 'miss'].map((kind) => ({
    kind,
    p50: series[`${kind}_p50`][at],
    p95: series[`${kind}_p95`][at],
  }));
  const known = rows.flatMap(({ p50, p95 }) => (p50 === null ? [] : [p50, p95]));
  // In decades, since a miss takes hundreds of times as long.
  const from = Math.floor(Math.log10(Math.max(0.001, Math.min(...known))));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...known))));
  const place = (ms) => (100 * (Math.log10(Math.max(0.001, ms)) - from)) / (to - from);
  byId('latency').replaceChildren(...rows.map((row) => makeRow(row, place)), makeScale(from, to));
  byId('latency').style.setProperty('--decades', to - from);
  const [hit, miss] = rows;
  const times = hit.p50 && miss.p50 ? FORMATS.about(miss.p50 / hit.p50) : null;
  setText(
    byId('latency-note'),
    times ? `The median hit is about ${times} times as fast as the median miss.` : '\u00a0',
  );
}

function makeRow({ kind, p50, p95 }, place) {
  const value = (name, ms) =>
    make('span', { class: 'value' }, make('small', {}, name), ms === null ? NONE : FORMATS.ms(ms));
  const track = make('span', { class: 'track', 'aria-hidden': 'true' });
  if (p50 !== null) {
    const span = make('span', { class: 'span', 'data-tier': kind === 'hit' ? 'memory' : 'upstream' });
    span.style.left = `${place(p50)}%`;
    span.style.width = `${place(p95) - place(p50)}%`;
    track.append(span);
  }
  const name = make('span', {}, kind === 'hit' ? 'Hit' : 'Miss');
  return make('div', { class: 'row' }, name, track, value('p50', p50), value('p95', p95));
}

/** The powers of ten under the tracks. */
function makeScale(from, to) {
  const ticks = Array.from({ length: to - from + 1 }, (_, at) => make('span', {}, decadeOf(from + at)));
  return make('div', { class: 'row', 'aria-hidden': 'true' }, make('div', { class: 'scale ticks' }, ...ticks));
}
